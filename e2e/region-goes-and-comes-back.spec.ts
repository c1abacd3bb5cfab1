import { expect, type Page } from "@playwright/test";
import { z } from "zod";
import { expectAccessible } from "@/e2e/fixtures/accessibility";
import { clusterClient } from "@/e2e/fixtures/cluster-client";
import { CREATION_LIMIT_MS, expectServing } from "@/e2e/fixtures/main-job";
import { makeTrouble, simulatedTablets } from "@/e2e/fixtures/steering";
import { test } from "@/e2e/fixtures/test";
import { whenApiTells, whenCardLooks } from "@/e2e/fixtures/timing";
import { RESOURCES } from "@/lib/sandbox/standins/resources";

/** The goal is one second from the API event to the picture; a machine that does other things gets three. */
const SHOWN_WITHIN_MS = 3000;
const STALE_WITHIN_MS = 20_000;
const BACK_WITHIN_MS = 45_000;

const ShardStatus = z.looseObject({
  status: z.looseObject({ masterAlias: z.string().optional() }).optional(),
});
const primaryOf = (object: unknown): string | undefined => ShardStatus.parse(object).status?.masterAlias;

const topologyOf = (page: Page) => page.getByRole("region", { name: "Topology by zone" });

/** Fails when the page was loaded again since this was called. */
async function expectSamePage(page: Page): Promise<() => Promise<void>> {
  const born = await page.evaluate(() => performance.timeOrigin);
  return async () => expect(await page.evaluate(() => performance.timeOrigin), "no reload").toBe(born);
}

/** True when something around the topology takes its colours away. */
function isGrey(page: Page): Promise<boolean> {
  return topologyOf(page).evaluate((start) => {
    for (let element: Element | null = start; element !== null; element = element.parentElement)
      if (getComputedStyle(element).filter.includes("grayscale")) return true;
    return false;
  });
}

async function expectStaleThenBack(page: Page, comeBack: () => Promise<void>): Promise<void> {
  await expect(page.getByText(/Unknown, stale since/).first()).toBeVisible({ timeout: STALE_WITHIN_MS });
  expect(await isGrey(page)).toBe(true);
  await expect(topologyOf(page).getByRole("button", { name: /^(Primary|Replica)\b/ })).toHaveCount(3);
  await comeBack();
  await expect(page.getByText(/Unknown, stale since/)).toHaveCount(0, { timeout: BACK_WITHIN_MS });
  await expectServing(page);
  expect(await isGrey(page)).toBe(false);
}

test("a region that cannot be reached is unknown with its last values in grey, then live again by itself", async ({
  ownerPage: page,
  gantry,
  serving,
}) => {
  await page.goto(serving.url);
  await expectServing(page);
  const isSamePage = await expectSamePage(page);
  await makeTrouble(gantry.sandbox(), { kind: "unreachable" });
  await expectStaleThenBack(page, async () => {
    await expectAccessible(page);
    await makeTrouble(gantry.sandbox(), { kind: "reachable" });
  });
  await isSamePage();
});

test("a region whose API server was killed comes back with its databases, without a reload", async ({
  ownerPage: page,
  gantry,
  serving,
}) => {
  await page.goto(serving.url);
  await expectServing(page);
  const isSamePage = await expectSamePage(page);
  await gantry.sandbox().child.kill();
  await expectStaleThenBack(page, () => gantry.restartSandbox());
  await isSamePage();
});

test("a lost pod and a new primary show within a second of the API event", async ({
  ownerPage: page,
  gantry,
  serving,
}, testInfo) => {
  const { namespace, name } = serving;
  await page.goto(serving.url);
  await expectServing(page);
  const isSamePage = await expectSamePage(page);
  const client = clusterClient(gantry);
  const tell = (what: string, figure: number): void => {
    testInfo.annotations.push({ type: "measured", description: `${what}: ${figure} ms` });
    process.stdout.write(`    ${what}: ${figure} ms after the API event\n`);
  };
  try {
    await test.step("a replica's pod is lost", async () => {
      const replica = (await simulatedTablets(gantry.sandbox())).find((tablet) => !tablet.isPrimary);
      const pod = replica?.pod ?? "";
      const told = await whenApiTells(
        client,
        RESOURCES.pods,
        namespace,
        ({ type, object }) => type === "DELETED" && object.metadata.name === pod,
      );
      const shown = whenCardLooks(page, { pod, lost: "Ready" });
      await makeTrouble(gantry.sandbox(), { kind: "kill-pod", namespace, pod });
      const figure = (await shown) - (await told.at);
      tell("a lost pod is shown", figure);
      expect(figure).toBeLessThan(SHOWN_WITHIN_MS);
      await expectServing(page);
    });

    await test.step("the primary is killed, another one is elected", async () => {
      const tablets = await simulatedTablets(gantry.sandbox());
      const primary = tablets.find((tablet) => tablet.isPrimary);
      const told = await whenApiTells(client, RESOURCES.shards, namespace, ({ type, object }) => {
        const alias = type === "BOOKMARK" ? undefined : primaryOf(object);
        return alias !== undefined && alias !== primary?.alias;
      });
      const shown = Promise.race(
        tablets
          .filter((tablet) => !tablet.isPrimary)
          .map(({ pod }) => whenCardLooks(page, { pod, begins: "Primary" })),
      );
      await makeTrouble(gantry.sandbox(), { kind: "kill-primary", namespace, database: name });
      const figure = (await shown) - (await told.at);
      tell("a new primary is shown", figure);
      expect(figure).toBeLessThan(SHOWN_WITHIN_MS);
      await expect(topologyOf(page).getByRole("button", { name: /^Replica\b/ })).toHaveCount(2, {
        timeout: CREATION_LIMIT_MS,
      });
      await expectServing(page);
    });
    await isSamePage();
  } finally {
    await client.close();
  }
});
