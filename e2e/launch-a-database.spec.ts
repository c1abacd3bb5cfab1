import { expect, type Page } from "@playwright/test";
import { expectAccessible } from "@/e2e/fixtures/accessibility";
import { namesOf } from "@/e2e/fixtures/cluster-client";
import { expectLagDrawn, lagInTable, slowestReplica } from "@/e2e/fixtures/lag";
import {
  CREATION_LIMIT_MS,
  expectPlan,
  expectServing,
  installOperator,
  registerSimulatedRegion,
} from "@/e2e/fixtures/main-job";
import { OWNER, setUpOwner, signIn } from "@/e2e/fixtures/people";
import { makeTrouble } from "@/e2e/fixtures/steering";
import { test } from "@/e2e/fixtures/test";

const NAME = "orders";
const NAMESPACE = `gantry-${OWNER.slug}`;
/** Above it the operator refuses a planned failover, and the pages say so. */
const LIMIT_SECONDS = 15;
const LAG_LIMIT_MS = 90_000;

async function openTab(page: Page, name: string): Promise<void> {
  const tab = page.getByRole("navigation", { name: "Database" }).getByRole("link", { name });
  await tab.click();
  await expect(tab).toHaveAttribute("aria-current", "page");
}

test("a person launches a database from nothing, watches its lag rise and fall, and deletes it", async ({
  page,
  freshGantry,
}) => {
  test.setTimeout(900_000);
  const gantry = await freshGantry();
  const topology = page.getByRole("region", { name: "Topology by zone" });
  let password = "";

  await test.step("the set-up link makes the owner, who signs in", async () => {
    await page.goto(gantry.setUpLink());
    await expectAccessible(page);
    await setUpOwner(page, gantry);
    await page.getByRole("button", { name: "Sign out" }).click();
    await expect(page).toHaveURL(/\/sign-in/);
    await expectAccessible(page);
    await signIn(page, gantry);
    await expectAccessible(page);
  });

  await test.step("the simulated region is registered, and no check of its preflight fails", async () => {
    await registerSimulatedRegion(page);
    const checks = page.getByRole("region", { name: "Preflight" }).getByRole("button", { name: /^\w+ P\d+/ });
    await expect(checks).toHaveCount(10);
    await expect(checks.getByRole("img", { name: "fails" })).toHaveCount(0);
    await expectAccessible(page);
  });

  await test.step("the operator is tried, then installed, object by object", async () => {
    await page.getByRole("button", { name: "Continue to install" }).click();
    await page.getByRole("button", { name: "Dry run" }).click();
    await expect(page.getByRole("cell", { name: /dry run accepted/ }).first()).toBeVisible();
    await expectAccessible(page);
    expect(await namesOf(gantry, "deployments", "gantry-system")).toEqual([]);
    await installOperator(page);
    await expectAccessible(page);
    expect(await namesOf(gantry, "deployments", "gantry-system")).toContain("vitess-operator");
  });

  await test.step("the plan shows where the database fits, its YAML and the server's own judgement", async () => {
    await page.getByRole("link", { name: "Create a database here" }).click();
    await page.getByLabel("Name", { exact: true }).fill(NAME);
    await expectPlan(page);
    const plan = page.getByRole("region", { name: "Placement plan" });
    await expect(plan.getByRole("region", { name: /eu-sim-1/ })).toHaveCount(3);
    await expectAccessible(page);
    await plan.getByRole("tab", { name: "YAML" }).click();
    await expect(plan.getByText("kind: VitessCluster")).toBeVisible();
    await plan.getByRole("tab", { name: "Dry run" }).click();
    await plan.getByRole("button", { name: "Run it on the server" }).click();
    await expect(plan.getByText(/accept/i).first()).toBeVisible();
    expect(await namesOf(gantry, "clusters", NAMESPACE)).toEqual([]);
  });

  await test.step("it is created: the password is shown once, the steps go by, each with evidence", async () => {
    await page.getByRole("button", { name: `Create ${NAME}` }).click();
    await expect(page.getByRole("heading", { name: `${NAME} is accepted` })).toBeVisible();
    await expect(page.getByText("It is shown this once")).toBeVisible();
    password = await page
      .getByRole("region", { name: `${NAME} is accepted` })
      .getByRole("code")
      .last()
      .innerText();
    expect(password).toMatch(/^[\w-]{24}$/);
    await expectAccessible(page);
    await page.getByRole("link", { name: "Steps" }).click();
    const steps = page.getByRole("listitem").filter({ has: page.getByRole("img", { name: "done" }) });
    await expect(steps.filter({ hasText: "Topology server has quorum" })).toContainText("3");
    await expect(page.getByText(/^Done after/)).toBeVisible({ timeout: CREATION_LIMIT_MS });
    await expect(steps).toHaveCount(10);
    await expectAccessible(page);
  });

  await test.step("its topology serves, and the cluster says the same", async () => {
    await page.getByRole("link", { name: `Open ${NAME}` }).click();
    await expectServing(page);
    await expect(topology.getByRole("button", { name: /^Replica\b/ })).toHaveCount(2);
    await expect(topology.getByText("2 ready")).toHaveCount(3);
    await expect(topology.getByText("not sampled")).toHaveCount(0);
    await expectAccessible(page);
    await page.getByRole("link", { name: "List" }).click();
    const pods = page.getByRole("table", { name: "Pods of this database" });
    for (const pod of await namesOf(gantry, "pods", NAMESPACE)) await expect(pods).toContainText(pod);
    await expectAccessible(page);
    await page.getByRole("link", { name: "Zones" }).click();
  });

  await test.step("a slowed applier makes the lag of its replica rise, on its edge and on the chart", async () => {
    const replica = await slowestReplica(gantry.sandbox());
    await topology.getByRole("button", { name: replica.alias }).click();
    const card = page.getByRole("complementary", { name: replica.alias });
    await expect(card).toContainText("replica");
    await makeTrouble(gantry.sandbox(), {
      kind: "slow-applier",
      namespace: NAMESPACE,
      pod: replica.pod,
      factor: 0.05,
    });
    await expect(topology.getByRole("img", { name: "over the limit" })).toHaveCount(1, {
      timeout: LAG_LIMIT_MS,
    });
    await expect(topology.getByText(`limit ${LIMIT_SECONDS} s`)).toBeVisible();
    await expect(card).toContainText("stays out of a planned failover");
    await expectAccessible(page);
    await page.getByRole("button", { name: "Close" }).click();

    await openTab(page, "Metrics");
    await expectLagDrawn(page);
    const risen = await lagInTable(page, replica.alias);
    expect(Math.max(...risen)).toBeGreaterThan(LIMIT_SECONDS);
    await expectAccessible(page);

    await makeTrouble(gantry.sandbox(), { kind: "release-applier", namespace: NAMESPACE, pod: replica.pod });
    await openTab(page, "Topology");
    await expect(topology.getByRole("img", { name: "over the limit" })).toHaveCount(0, {
      timeout: LAG_LIMIT_MS,
    });
    await openTab(page, "Metrics");
    await expect
      .poll(async () => (await lagInTable(page, replica.alias))[0], { timeout: LAG_LIMIT_MS })
      .toBeLessThan(LIMIT_SECONDS);
  });

  await test.step("events, YAML, connection and operations are there to read", async () => {
    await openTab(page, "Events");
    await page.getByRole("checkbox", { name: /routine of starting pods/ }).check();
    await expect(page.getByRole("listitem").filter({ hasText: "Scheduled" }).first()).toBeVisible();
    await expectAccessible(page);
    await openTab(page, "YAML");
    await expect(
      page
        .getByRole("region", { name: /cluster/ })
        .getByText("uid:")
        .first(),
    ).toBeVisible();
    await expectAccessible(page);
    await openTab(page, "Connect");
    for (const language of ["Node", "Python", "Go", "Java"]) {
      await page.getByRole("radio", { name: language }).check();
      await expect(page.getByRole("region", { name: `the ${language} example` })).toBeVisible();
    }
    await expectAccessible(page);
    expect(await page.content(), "the password is shown once").not.toContain(password);
    await openTab(page, "Operations");
    await expect(page.getByRole("link", { name: `Create ${NAME}` })).toBeVisible();
    await expectAccessible(page);
  });

  await test.step("it is deleted after its protection is off and its name is typed", async () => {
    await openTab(page, "Settings");
    const remove = page.getByRole("button", { name: `Delete ${NAME} and its data` });
    await expect(remove).toBeDisabled();
    await expect(page.getByText("Off: delete protection is on")).toBeVisible();
    await expectAccessible(page);
    await page.getByRole("checkbox", { name: "Refuse to delete this database" }).click();
    await expect(page.getByText("Off: type the name first")).toBeVisible();
    await page.getByLabel("Name of the database").fill(NAME);
    await remove.click();
    await expect(page.getByText(/^Done after/)).toBeVisible({ timeout: CREATION_LIMIT_MS });
    await expectAccessible(page);
    await page.goto(`${gantry.url}/o/${OWNER.slug}/databases`);
    await expect(page.getByText("No databases yet.")).toBeVisible();
    for (const kind of ["clusters", "pods", "claims"] as const)
      expect(await namesOf(gantry, kind, NAMESPACE), kind).toEqual([]);
  });
});
