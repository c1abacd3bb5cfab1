import { chmodSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "pg";
import { afterEach, beforeEach, expect, test } from "vitest";
import { keepPostgres, type KeptPostgres } from "@/scripts/run/kept-postgres";

let dir: string;
let postgres: KeptPostgres;
const heard: string[] = [];

async function query(text: string): Promise<unknown[]> {
  const client = new Client({ connectionString: postgres.url });
  client.on("error", () => undefined);
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}
const pid = (): number => Number(readFileSync(join(dir, "postgres/postmaster.pid"), "utf8").split("\n")[0]);
const backs = (): number => heard.filter((sentence) => sentence.includes("is back")).length;

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), "gantry-kept-"));
  chmodSync(dir, 0o755);
  heard.length = 0;
  postgres = await keepPostgres({ dir, tell: (sentence) => heard.push(sentence) });
});
afterEach(async () => {
  await postgres.stop();
  rmSync(dir, { recursive: true, force: true });
});

test("a PostgreSQL that was killed is said, and comes back with what it had", async () => {
  await query("create table kept as select 7 as id");
  const before = pid();
  process.kill(before, "SIGKILL");
  await expect.poll(backs, { timeout: 15_000 }).toBe(1);
  expect(heard[0]).toContain("The built-in PostgreSQL ended by itself");
  expect(pid()).not.toBe(before);
  expect(await query("select id from kept")).toEqual([{ id: 7 }]);
});

test("one that dies a fourth time stays away, with the next step", async () => {
  for (let death = 1; death <= 3; death += 1) {
    process.kill(pid(), "SIGKILL");
    await expect.poll(backs, { timeout: 15_000 }).toBe(death);
  }
  process.kill(pid(), "SIGKILL");
  const words = await postgres.lost;
  expect(words).toContain("4 times in 10 minutes");
  expect(words).toContain("set DATABASE_URL");
});

test("what cannot start again says why", async () => {
  const before = pid();
  rmSync(join(dir, "postgres/global/pg_control"));
  process.kill(before, "SIGKILL");
  expect(await postgres.lost).toMatch(/did not start: .*pg_control/);
});

test("an end that was asked for is no death", async () => {
  await postgres.stop();
  expect(heard).toEqual([]);
});

test("an end that is asked for while it is started again is quick, and nothing is left", async () => {
  process.kill(pid(), "SIGKILL");
  await expect.poll(() => heard.length).toBe(1);
  const asked = performance.now();
  await postgres.stop();
  expect(performance.now() - asked).toBeLessThan(4000);
  await expect(query("select 1")).rejects.toThrow(/connect/);
  expect(backs()).toBe(0);
});
