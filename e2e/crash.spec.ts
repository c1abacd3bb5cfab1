import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { expect } from "@playwright/test";
import { Client } from "pg";
import { z } from "zod";
import { clusterClient } from "@/e2e/fixtures/cluster-client";
import { installOperator, registerSimulatedRegion } from "@/e2e/fixtures/main-job";
import { OWNER, setUpOwner } from "@/e2e/fixtures/people";
import type { RunningGantry } from "@/e2e/fixtures/running-gantry";
import { test } from "@/e2e/fixtures/test";
import { RESOURCES } from "@/lib/sandbox/standins/resources";

const KILLER = pathToFileURL(resolve("e2e/crash/kill-at-point.mjs")).href;
const NAMESPACE = `gantry-${OWNER.slug}`;

/** After acceptance and before any work, after the secrets were made, after the VitessCluster was applied. */
const POINTS = [
  { name: "after the acceptance", point: "plan:start", database: "accepted" },
  { name: "after the secrets", point: "secrets:effect", database: "secrets" },
  { name: "after the apply, before it is recorded", point: "apply:effect", database: "applied" },
] as const;

const Rows = z.array(z.object({ verb: z.string(), object_id: z.string().nullable() }));
const Operations = z.array(z.object({ id: z.string(), state: z.string() }));

async function query(gantry: RunningGantry, text: string, values: readonly unknown[]): Promise<unknown[]> {
  const client = new Client({ connectionString: gantry.databaseUrl });
  await client.connect();
  try {
    return (await client.query(text, [...values])).rows;
  } finally {
    await client.end();
  }
}

async function clustersNamed(gantry: RunningGantry, name: string): Promise<string[]> {
  const client = clusterClient(gantry);
  try {
    const { items } = await client.list(RESOURCES.clusters, { namespace: NAMESPACE });
    return items.filter((item) => item.metadata.name === name).map((item) => item.metadata.uid ?? "");
  } finally {
    await client.close();
  }
}

test("a console that is killed at three points of a creation makes one database each time", async ({
  page,
  noise,
  freshGantry,
}) => {
  test.setTimeout(600_000);
  noise.expect(/ERR_(CONNECTION|EMPTY_RESPONSE|INCOMPLETE|SOCKET|NETWORK)|Failed to fetch|network error/i);
  const gantry = await freshGantry();
  await setUpOwner(page, gantry);
  await registerSimulatedRegion(page);
  await page.getByRole("button", { name: "Continue to install" }).click();
  await installOperator(page);

  for (const { name, point, database } of POINTS) {
    await test.step(name, async () => {
      const mark = join(gantry.dir, `killed-${database}`);
      await gantry.restartConsole({
        NODE_OPTIONS: `--import ${KILLER}`,
        GANTRY_CRASH_POINT: point,
        GANTRY_CRASH_MARK: mark,
      });
      await page.goto(`${gantry.url}/o/${OWNER.slug}/databases/new`);
      await page.getByLabel("Name", { exact: true }).fill(database);
      await page.getByRole("button", { name: `Create ${database}` }).click();

      expect(await gantry.console().ended, "a signal ended it").toBeNull();
      expect(existsSync(mark), `it died at ${point}`).toBe(true);
      const operationId = readFileSync(mark, "utf8");
      const told = gantry.log().filter((line) => line["crashPoint"] === point);
      expect(
        told.map((line) => line["operationId"]),
        "the log proves where",
      ).toEqual([operationId]);

      await gantry.restartConsole();
      const state = async (): Promise<string | undefined> =>
        Operations.parse(
          await query(gantry, "select id, state from operations where id = $1", [operationId]),
        )[0]?.state;
      await expect.poll(state, { timeout: 120_000 }).toBe("succeeded");

      expect(await clustersNamed(gantry, database)).toHaveLength(1);
      const audit = Rows.parse(
        await query(
          gantry,
          `select verb, object_id from audit
           where object_id = $1 or detail->>'operationId' = $1 order by at`,
          [operationId],
        ),
      );
      expect(audit.map((row) => row.verb)).toEqual(["database.create", "operation.succeeded"]);
      await page.goto(`${gantry.url}/o/${OWNER.slug}/operations/${operationId}`);
      await expect(page.getByText(/^Done after /)).toBeVisible();
    });
  }
});
