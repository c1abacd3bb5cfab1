import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startRealControlPlane, type RealControlPlane } from "@/e2e/real/launcher";
import { CASES } from "@/lib/sandbox/testing/contract/cases/all";
import { recordedAnswers } from "@/lib/sandbox/testing/contract/recorded";
import { Session } from "@/lib/sandbox/testing/contract/session";

let dir: string;
let plane: RealControlPlane;
let session: Session;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "contract-"));
  plane = await startRealControlPlane({ dir });
  session = new Session(readFileSync(plane.kubeconfig, "utf8"));
}, 600_000);

afterAll(async () => {
  await session.close();
  await plane.stop();
  await rm(dir, { recursive: true, force: true });
});

const recorded = recordedAnswers();

describe.each(Object.entries(CASES))("Kubernetes answers as recorded: %s", (part, cases) => {
  test.each(cases.map((each) => [each.name, each] as const))("%s", async (name, each) => {
    expect(await session.run(each)).toEqual(recorded.get(`${part}: ${name}`));
  });
});
