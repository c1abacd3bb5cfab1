import { spawn, type ChildProcess } from "node:child_process";
import { env as variables, execPath } from "node:process";
import { eq } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { regionCredentials, regionLeases, users } from "@/drizzle/schema/tables";
import { db } from "@/lib/db/connection";
import { seal } from "@/lib/db/seal";
import { startTestPostgres, type TestPostgres } from "@/lib/db/testing/test-postgres";
import { setUp } from "@/lib/services/people/set-up";
import { makeOrganization } from "@/lib/services/testing/people";
import { insertRegion } from "@/lib/services/testing/rows";

/** What Next does at its start, without Next: the same hook, the same process. */
const START = `const { register } = await import("./instrumentation.ts"); await register(); setInterval(() => 0, 1000);`;
const LONG = { timeout: 30_000, interval: 50 };
const Line = z.looseObject({ msg: z.string() });

class Gantry {
  readonly child: ChildProcess;
  text = "";

  constructor(settings: Record<string, string> = {}) {
    const flags = ["--conditions=react-server", "--import", "tsx", "--input-type=module", "--eval", START];
    this.child = spawn(execPath, flags, {
      env: { ...variables, NODE_ENV: "production", NEXT_RUNTIME: "nodejs", ...settings },
      stdio: ["ignore", "pipe", "pipe"],
    });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.on("data", (piece: Buffer) => (this.text += piece.toString("utf8")));
    }
  }

  lines(): z.infer<typeof Line>[] {
    return this.text
      .split("\n")
      .filter((line) => line.startsWith("{"))
      .map((line) => Line.parse(JSON.parse(line)));
  }

  messages(): string[] {
    return this.lines().map((line) => line.msg);
  }

  exit(): Promise<number | null> {
    if (this.child.exitCode !== null) return Promise.resolve(this.child.exitCode);
    return new Promise((resolve) => this.child.once("exit", (code) => resolve(code)));
  }
}

describe("a process of Gantry", () => {
  let postgres: TestPostgres;
  let regionId: string;
  const started: Gantry[] = [];
  const start = (settings?: Record<string, string>): Gantry => {
    const gantry = new Gantry(settings);
    started.push(gantry);
    return gantry;
  };
  const holder = async () =>
    (await db().select().from(regionLeases).where(eq(regionLeases.regionId, regionId)))[0];

  beforeAll(async () => {
    postgres = await startTestPostgres({ GANTRY_PORT: "3999" });
  });
  afterEach(async () => {
    for (const { child } of started.splice(0)) child.kill("SIGKILL");
  });
  afterAll(() => postgres.stop());

  it("prints the set-up link at every level while there is no owner, and never again", async () => {
    const first = start({ GANTRY_LOG_LEVEL: "error" });
    await expect
      .poll(() => first.messages(), LONG)
      .toContain("Open this link once to make the first owner and organization.");
    const link = z.string().parse(first.lines().find((line) => "setUpLink" in line)?.["setUpLink"]);
    expect(link).toMatch(/^http:\/\/localhost:3999\/set-up\?code=[\w-]{20}$/);
    const code = new URL(link).searchParams.get("code");
    const owner = {
      code,
      email: "ana@example.com",
      password: "a long enough password",
      organization: "Acme",
    };
    await setUp(owner, { address: "10.0.0.1", requestId: "r", now: new Date() });
    expect(await db().select().from(users)).toHaveLength(1);
    const second = start();
    await expect.poll(() => second.messages(), LONG).toContain("ready");
    expect(second.text).not.toContain("set-up?code");
  });

  it.each(["SIGTERM", "SIGINT"] as const)(
    "ends in good order within 3 s of %s and lets its regions go",
    async (signal) => {
      regionId = await insertRegion(await makeOrganization(`org-${signal.toLowerCase()}`), "one");
      const gantry = start();
      await expect.poll(() => gantry.messages(), LONG).toContain("ready");
      await expect.poll(async () => (await holder())?.epoch, LONG).toBe(1);
      const askedAt = performance.now();
      gantry.child.kill(signal);
      expect(await gantry.exit()).toBe(0);
      expect(performance.now() - askedAt).toBeLessThan(3500);
      expect((await holder())?.expiresAt.getTime()).toBeLessThan(Date.now());
      expect(gantry.lines().filter((line) => "err" in line)).toEqual([]);
    },
  );

  it("has its regions taken over within 10 s when it is killed", async () => {
    regionId = await insertRegion(await makeOrganization("org-killed"), "one");
    const first = start();
    await expect.poll(async () => (await holder())?.epoch, LONG).toBe(1);
    const second = start();
    await expect.poll(() => second.messages(), LONG).toContain("ready");
    const before = await holder();
    first.child.kill("SIGKILL");
    await first.exit();
    const diedAt = performance.now();
    await expect.poll(async () => (await holder())?.epoch, LONG).toBe(2);
    expect(performance.now() - diedAt).toBeLessThan(10_000);
    expect((await holder())?.holder).not.toBe(before?.holder);
  });

  it("stops at the start when it holds another key than the one that the stored credentials need", async () => {
    const acme = await makeOrganization("org-key");
    regionId = await insertRegion(acme, "one");
    const bound = { organizationId: acme.id, subjectId: regionId, purpose: "region-credential" } as const;
    await db()
      .insert(regionCredentials)
      .values({ regionId, organizationId: acme.id, kind: "token", sealed: seal("{}", bound) });
    const gantry = start({ GANTRY_KEY: Buffer.alloc(32, 1).toString("base64") });
    expect(await gantry.exit()).toBe(1);
    expect(gantry.text).toMatch(
      /^Gantry did not start: The stored credentials were sealed with another key\./m,
    );
    await db().delete(regionCredentials);
  });

  it.each([
    [{ GANTRY_PORT: "none" }, "The setting GANTRY_PORT needs a port from 1 to 65535, for example: 3000"],
    [{ DATABASE_URL: "postgres://gantry@127.0.0.1:1/gantry" }, "Check DATABASE_URL: host, port, name, user."],
  ])("stops at the start with a plain sentence for %j", async (settings, sentence) => {
    const gantry = start(settings);
    expect(await gantry.exit()).toBe(1);
    expect(gantry.text).toMatch(/^Gantry did not start: .*$/m);
    expect(gantry.text).toContain(sentence);
    expect(gantry.text).not.toContain("    at ");
  });
});
