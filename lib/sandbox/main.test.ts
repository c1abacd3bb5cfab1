import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";

const Ready = z.object({
  server: z.url(),
  kubeconfig: z.string(),
  manifest: z.string(),
  control: z.url(),
});

let dir = "";
const children: ChildProcess[] = [];

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "gantry-sandbox-main-"));
});
afterAll(async () => {
  for (const child of children) child.kill("SIGKILL");
  await rm(dir, { recursive: true, force: true });
});

function startProcess(...args: string[]): ChildProcess {
  const child = spawn(process.execPath, ["--import", "tsx", "lib/sandbox/main.ts", "--dir", dir, ...args], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  children.push(child);
  return child;
}

async function firstLine(stream: ChildProcess["stdout"]): Promise<string> {
  if (stream === null) throw new Error("The child has no such stream.");
  for await (const line of createInterface({ input: stream })) return line;
  throw new Error("The child said nothing.");
}

describe("the process of the simulated region", () => {
  it("says where it is, ends within a second of SIGTERM, and comes back at the same addresses", async () => {
    const first = startProcess();
    const ready = Ready.parse(JSON.parse(await firstLine(first.stdout)));
    const asked = performance.now();
    const exit = once(first, "exit");
    first.kill("SIGTERM");
    expect(await exit).toEqual([0, null]);
    expect(performance.now() - asked).toBeLessThan(1000);

    const second = startProcess();
    expect(Ready.parse(JSON.parse(await firstLine(second.stdout)))).toEqual(ready);
    const ended = once(second, "exit");
    second.kill("SIGINT");
    expect(await ended).toEqual([0, null]);
  });

  it("names the port that another program has", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await once(other, "listening");
    const address = other.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    const child = startProcess("--api-port", String(port));
    const exit = once(child, "exit");
    expect(await firstLine(child.stderr)).toContain(`Port ${port} of the simulated region is taken`);
    expect(await exit).toEqual([1, null]);
    other.close();
  });
});
