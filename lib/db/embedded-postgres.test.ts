import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "pg";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startEmbeddedPostgres, type EmbeddedPostgres } from "@/lib/db/embedded-postgres";

async function query(server: EmbeddedPostgres, text: string): Promise<unknown[]> {
  const client = new Client({ connectionString: server.url });
  await client.connect();
  const { rows } = await client.query(text);
  await client.end();
  return rows;
}

describe("the embedded PostgreSQL", () => {
  let dir: string;
  const running: EmbeddedPostgres[] = [];
  const start = async () => {
    const server = await startEmbeddedPostgres(dir);
    running.push(server);
    return server;
  };

  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), "gantry-embedded-"));
    chmodSync(dir, 0o755);
  });
  afterEach(async () => {
    for (const server of running.splice(0)) await server.stop();
    rmSync(dir, { recursive: true, force: true });
  });

  it("adopts the server that a dead Gantry left", async () => {
    const first = await start();
    expect((await start()).pid).toBe(first.pid);
  });

  it("starts beside a process that was given the pid of a server that is gone", async () => {
    const first = await start();
    await query(first, "create table kept as select 7 as id");
    const lock = join(dir, "postgres", "postmaster.pid");
    const left = readFileSync(lock, "utf8").replace(String(first.pid), String(process.pid));
    await first.stop();
    expect(existsSync(lock)).toBe(false);
    writeFileSync(lock, left);
    const second = await start();
    expect(second.pid).not.toBe(process.pid);
    expect(await query(second, "select id from kept")).toEqual([{ id: 7 }]);
  });

  it("is refused to a second live Gantry", async () => {
    const stat = readFileSync(`/proc/${process.ppid}/stat`, "utf8").split(") ")[1]?.split(" ")[19];
    writeFileSync(join(dir, "postgres-owner"), `${process.ppid} ${stat}`);
    await expect(start()).rejects.toThrow(
      `Another Gantry (process ${process.ppid}) uses this data directory.`,
    );
  });
});
