import { readFileSync } from "node:fs";
import { expect, type Locator, type Page } from "@playwright/test";
import { lagInTable, slowestReplica } from "@/e2e/fixtures/lag";
import { CREATION_LIMIT_MS, expectPlan, expectServing, installOperator } from "@/e2e/fixtures/main-job";
import { OWNER, setUpOwner } from "@/e2e/fixtures/people";
import { startRealRegion, type RealRegion } from "@/e2e/fixtures/real-region";
import { makeTrouble } from "@/e2e/fixtures/steering";
import { test } from "@/e2e/fixtures/test";

const NAME = "orders";
const NAMESPACE = `gantry-${OWNER.slug}`;
const LIMIT_SECONDS = 15;
const LAG_LIMIT_MS = 90_000;

/** A rule that somebody else keeps in this cluster; Gantry knows nothing of it. */
const POLICY = JSON.stringify({
  apiVersion: "v1",
  kind: "List",
  items: [
    {
      apiVersion: "admissionregistration.k8s.io/v1",
      kind: "ValidatingAdmissionPolicy",
      metadata: { name: "no-trials" },
      spec: {
        matchConstraints: {
          resourceRules: [
            {
              apiGroups: ["planetscale.com"],
              apiVersions: ["v2"],
              operations: ["CREATE"],
              resources: ["vitessclusters"],
            },
          ],
        },
        validations: [
          { expression: "!object.metadata.name.startsWith('trial')", message: "No trials in production." },
        ],
      },
    },
    {
      apiVersion: "admissionregistration.k8s.io/v1",
      kind: "ValidatingAdmissionPolicyBinding",
      metadata: { name: "no-trials" },
      spec: { policyName: "no-trials", validationActions: ["Deny"] },
    },
  ],
});

const names = async ({ plane }: RealRegion, kind: string): Promise<string[]> => {
  const text = await plane.kubectl(["get", kind, `--namespace=${NAMESPACE}`, "--output=name"]);
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => line.split("/").at(-1) ?? "")
    .toSorted();
};

/** Has the server judge the form as it is; gives the part of the page with its words. */
async function dryRun(page: Page): Promise<Locator> {
  const plan = page.getByRole("region", { name: "Placement plan" });
  await plan.getByRole("tab", { name: "Dry run" }).click();
  await plan.getByRole("button", { name: "Run it on the server" }).click();
  return plan;
}

test.describe("on a real Kubernetes", () => {
  let region: RealRegion;
  test.beforeAll(async () => {
    test.setTimeout(300_000);
    region = await startRealRegion();
  });
  test.afterAll(() => region.stop());

  test("a person launches a database, and kubectl agrees with every page", async ({ page, freshGantry }) => {
    test.setTimeout(600_000);
    const { plane } = region;
    const gantry = await freshGantry({ withSandbox: false, settings: region.settings });
    const topology = page.getByRole("region", { name: "Topology by zone" });

    await test.step("the cluster is registered from its kubeconfig", async () => {
      await setUpOwner(page, gantry);
      await page.goto(`${gantry.url}/o/${OWNER.slug}/regions/new`);
      await page.getByLabel("Name", { exact: true }).fill("harbour");
      await page.getByLabel("Kubeconfig or join bundle").last().fill(readFileSync(plane.kubeconfig, "utf8"));
      await page.getByRole("button", { name: "Connect", exact: true }).click();
      await expect(page.getByRole("button", { name: "Continue to install" })).toBeEnabled({
        timeout: 60_000,
      });
    });

    await test.step("the operator is installed from its own manifest", async () => {
      await page.getByRole("button", { name: "Continue to install" }).click();
      await installOperator(page);
      const deployment = await plane.kubectl([
        "get",
        "deployment",
        "vitess-operator",
        "--namespace=gantry-system",
        "--output=jsonpath={.spec.template.spec.containers[0].image} {.status.availableReplicas}",
      ]);
      expect(deployment).toBe("planetscale/vitess-operator:v2.17.0 1");
    });

    await test.step("what the server refuses is said in its own words, and not made", async () => {
      await page.getByRole("link", { name: "Create a database here" }).click();
      const name = page.getByLabel("Name", { exact: true });
      await name.fill("Orders_1");
      await expectPlan(page);
      const plan = await dryRun(page);
      await expect(plan).toContainText(
        'Invalid value: "Orders_1": a lowercase RFC 1123 subdomain must consist',
      );

      await plane.kubectl(["apply", "--server-side", "--filename=-"], POLICY);
      await name.fill("trial");
      await expectPlan(page);
      // The server begins to keep a new rule within a second or two.
      await expect(async () => {
        await plan.getByRole("button", { name: "Run it on the server" }).click();
        await expect(plan).toContainText("No trials in production.", { timeout: 1000 });
      }).toPass({ timeout: 30_000 });
      expect(await plane.kubectl(["get", "vitessclusters", "--all-namespaces", "--output=name"])).toBe("");
    });

    await test.step("a database is created and serves", async () => {
      await page.getByLabel("Name", { exact: true }).fill(NAME);
      await expectPlan(page);
      const plan = await dryRun(page);
      await expect(plan).toContainText(`vitesscluster.planetscale.com/${NAME} serverside-applied`);
      await page.getByRole("button", { name: `Create ${NAME}` }).click();
      await page.getByRole("link", { name: "Steps" }).click();
      await expect(page.getByText(/^Done after/)).toBeVisible({ timeout: CREATION_LIMIT_MS });
      await page.getByRole("link", { name: `Open ${NAME}` }).click();
      await expectServing(page);
    });

    await test.step("kubectl agrees with the page, and the real scheduler placed every pod", async () => {
      expect(await names(region, "vitessclusters")).toEqual([NAME]);
      const shards = await plane.kubectl([
        "get",
        "vitessshards",
        `--namespace=${NAMESPACE}`,
        "--output=jsonpath={.items[*].status.masterAlias}",
      ]);
      await expect(topology.getByRole("button", { name: /^Primary\b/ })).toContainText(
        shards.split("-").slice(-1)[0] ?? "none",
      );
      await page.getByRole("link", { name: "List", exact: true }).click();
      const table = page.getByRole("table", { name: "Pods of this database" });
      const pods = await names(region, "pods");
      await expect(table.getByRole("row")).toHaveCount(pods.length + 1);
      const text = await plane.kubectl([
        "get",
        "pods",
        `--namespace=${NAMESPACE}`,
        "--output=jsonpath={range .items[*]}{.metadata.name} {.spec.nodeName} {.spec.schedulerName}{'\\n'}{end}",
      ]);
      const placed = text.trim().split("\n");
      expect(placed).toHaveLength(pods.length);
      for (const line of placed) {
        const [pod = "", node = "", scheduler] = line.split(" ");
        expect(scheduler, pod).toBe("default-scheduler");
        await expect(table.getByRole("row").filter({ hasText: pod })).toContainText(node);
      }
    });

    await test.step("a slowed applier makes the lag rise, and released it falls", async () => {
      await page.getByRole("link", { name: "Zones", exact: true }).click();
      const { pod, alias } = await slowestReplica(region);
      await makeTrouble(region, { kind: "slow-applier", namespace: NAMESPACE, pod, factor: 0.05 });
      const over = topology.getByRole("img", { name: "over the limit" });
      await expect(over).toHaveCount(1, { timeout: LAG_LIMIT_MS });
      await page.getByRole("link", { name: "Metrics" }).click();
      expect(Math.max(...(await lagInTable(page, alias)))).toBeGreaterThan(LIMIT_SECONDS);
      await makeTrouble(region, { kind: "release-applier", namespace: NAMESPACE, pod });
      await page.getByRole("link", { name: "Topology" }).click();
      await expect(over).toHaveCount(0, { timeout: LAG_LIMIT_MS });
    });

    await test.step("it is deleted, and the cluster keeps nothing of it", async () => {
      await page
        .getByRole("navigation", { name: "Database" })
        .getByRole("link", { name: "Settings" })
        .click();
      await page.getByRole("checkbox", { name: "Refuse to delete this database" }).click();
      await page.getByLabel("Name of the database").fill(NAME);
      await page.getByRole("button", { name: `Delete ${NAME} and its data` }).click();
      await expect(page.getByText(/^Done after/)).toBeVisible({ timeout: CREATION_LIMIT_MS });
      for (const kind of ["vitessclusters", "vitessshards", "pods", "persistentvolumeclaims", "secrets"])
        expect(await names(region, kind), kind).toEqual([]);
    });
  });
});
