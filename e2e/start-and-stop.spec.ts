import { readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { expect } from "@playwright/test";
import { OWNER, setUpOwner } from "@/e2e/fixtures/people";
import { test } from "@/e2e/fixtures/test";
import { makeUpDirectory, processesOf, runUp, type UpCommand } from "@/e2e/fixtures/up-command";
import { probePort } from "@/scripts/run/free-port";

test.skip(process.platform !== "linux", "processes are counted in /proc");

let dir: string;
let port: number;
const start = (settings: Readonly<Record<string, string>> = {}): UpCommand =>
  runUp({ GANTRY_DATA_DIR: dir, GANTRY_PORT: String(port), ...settings });

test.beforeEach(async () => {
  dir = makeUpDirectory();
  port = await probePort(0);
});
test.afterEach(() => {
  rmSync(dir, { recursive: true, force: true });
});

/** Ends the command by what `end` does and expects everything gone within 5 s. */
async function expectOrderlyEnd(up: UpCommand, end: () => void): Promise<void> {
  const asked = performance.now();
  end();
  await up.ended;
  expect((performance.now() - asked) / 1000).toBeLessThan(5);
  expect(processesOf(dir)).toEqual([]);
}

test("Ctrl-C ends everything, and a second start is quick and keeps people and the simulated cluster", async ({
  page,
  noise,
}) => {
  // The page stays open while Gantry is away.
  noise.expect(/ERR_CONNECTION_REFUSED|ERR_CONNECTION_RESET|ERR_INCOMPLETE_CHUNKED_ENCODING/);
  const first = start();
  await first.until(/Open this link once.*set-up\?code=\S+/);
  const link = /http:\S+set-up\?code=\S+/.exec(first.output())?.[0] ?? "";
  expect(link).toContain(`http://localhost:${port}/`);
  const gantry = { url: `http://localhost:${port}`, setUpLink: () => link };
  await setUpOwner(page, gantry);
  const kubeconfig = readFileSync(join(dir, "sandbox/kubeconfig"), "utf8");
  await expectOrderlyEnd(first, () => first.pressCtrlC());

  const begun = performance.now();
  const second = start();
  await second.until(/Gantry is ready.*\nSign in with your e-mail/);
  expect((performance.now() - begun) / 1000).toBeLessThan(10);
  await page.goto(`${gantry.url}/o/${OWNER.slug}`);
  await expect(page.getByText(`Signed in as ${OWNER.email}`)).toBeVisible();
  expect(readFileSync(join(dir, "sandbox/kubeconfig"), "utf8")).toBe(kubeconfig);
  await page.close();
  await expectOrderlyEnd(second, () => second.terminate());
});

for (const moment of ["Starting PostgreSQL", "Starting the simulated region", "Starting the console"]) {
  test(`Ctrl-C at "${moment}" leaves no process`, async () => {
    const up = start();
    await up.until(new RegExp(moment));
    await expectOrderlyEnd(up, () => up.pressCtrlC());
  });
}

test("after kill -9 the console and the region end by themselves, and the next start takes over PostgreSQL", async () => {
  const first = start();
  await first.until(/Gantry is ready/);
  const up = processesOf(dir).find((line) => / node --import tsx scripts\/up\.ts/.test(line));
  process.kill(Number(up?.split(" ")[0]), "SIGKILL");
  const others = (): string[] => processesOf(dir).filter((line) => !line.includes("postgres"));
  await expect.poll(others, { timeout: 10_000 }).toEqual([]);
  const second = start();
  await second.until(/Gantry is ready/);
  await expectOrderlyEnd(second, () => second.pressCtrlC());
});

test("a PostgreSQL that dies is said and started again, and the console goes on", async ({ page, noise }) => {
  // What the open page asks in the second without a database.
  noise.expect(/status of 50[03]|^50[03] from/);
  const up = start();
  await up.until(/Gantry is ready/);
  const link = /http:\S+set-up\?code=\S+/.exec(up.output())?.[0] ?? "";
  const gantry = { url: `http://localhost:${port}`, setUpLink: () => link };
  await setUpOwner(page, gantry);
  const lock = readFileSync(join(dir, "postgres/postmaster.pid"), "utf8");
  process.kill(Number(lock.split("\n")[0]), "SIGKILL");
  const session = await page.request.get(`${gantry.url}/api/auth/session`);
  expect(session.headers(), "nobody is signed out by it").not.toHaveProperty("set-cookie");
  expect(session.status()).toBe(503);
  await up.until(/The built-in PostgreSQL ended by itself; it is started again.*\n[^]*PostgreSQL is back/);
  await page.goto(`${gantry.url}/o/${OWNER.slug}`);
  await expect(page.getByText(`Signed in as ${OWNER.email}`)).toBeVisible();
  const ready = async (): Promise<number> => (await fetch(`${gantry.url}/readyz`)).status;
  await expect.poll(ready, { timeout: 15_000 }).toBe(200);
  await page.close();
  await expectOrderlyEnd(up, () => up.pressCtrlC());
});

test("what stands in the way is said in a sentence, and nothing stays behind", async () => {
  const blocker = createServer();
  await new Promise<void>((resolve) => {
    blocker.listen(port, "127.0.0.1", resolve);
  });
  const refusals: [settings: Record<string, string>, words: string][] = [
    [{}, `Port ${port} is in use.`],
    [{ GANTRY_PORT: "seven" }, "GANTRY_PORT needs a port from 1 to 65535"],
    [
      { GANTRY_PORT: String(await probePort(0)), DATABASE_URL: "postgres://a:b@127.0.0.1:1/c" },
      "PostgreSQL does not take the connection (connect ECONNREFUSED 127.0.0.1:1). Check DATABASE_URL",
    ],
    [{ GANTRY_DATA_DIR: "/dev/null/below" }, "/dev/null/below cannot be written"],
    [{ GANTRY_DATA_DIR: "/proc/gantry/data" }, "/proc/gantry/data cannot be written"],
  ];
  for (const [settings, words] of refusals) {
    const up = start(settings);
    expect(await up.ended).toBe(1);
    expect(up.output()).toContain(words);
  }
  await new Promise<unknown>((resolve) => {
    blocker.close(resolve);
  });
  expect(processesOf(dir)).toEqual([]);
});

test("a second Gantry on the same data directory is refused while the first lives", async () => {
  const first = start();
  await first.until(/Gantry is ready/);
  const second = start({ GANTRY_PORT: String(await probePort(0)) });
  expect(await second.ended).toBe(1);
  expect(second.output()).toMatch(/Another Gantry \(process \d+\) uses this data directory/);
  await expectOrderlyEnd(first, () => first.pressCtrlC());
});
