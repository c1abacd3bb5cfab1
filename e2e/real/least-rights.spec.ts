import { expect } from "@playwright/test";
import { CREATION_LIMIT_MS, createDatabase, expectPlan, expectServing } from "@/e2e/fixtures/main-job";
import { OWNER, setUpOwner } from "@/e2e/fixtures/people";
import { startRealRegion, type RealRegion } from "@/e2e/fixtures/real-region";
import { openShell, type Shell } from "@/e2e/fixtures/shell";
import { test } from "@/e2e/fixtures/test";

const NAME = "ledger";

test.describe("with an account of the least rights", () => {
  let region: RealRegion;
  let shell: Shell;
  test.beforeAll(async () => {
    test.setTimeout(300_000);
    region = await startRealRegion();
    shell = openShell(region.plane);
  });
  test.afterAll(async () => {
    shell.remove();
    await region.stop();
  });

  test("a person joins a cluster by one command, applies the operator by hand, and launches a database", async ({
    page,
    freshGantry,
  }) => {
    test.setTimeout(600_000);
    const gantry = await freshGantry({ withSandbox: false, settings: region.settings });

    await test.step("the command is run where kubectl works, and its line is pasted", async () => {
      await setUpOwner(page, gantry);
      await page.goto(`${gantry.url}/o/${OWNER.slug}`);
      await page.getByRole("link", { name: "Show the command" }).click();
      const command = await page.getByRole("region", { name: "the join command" }).innerText();
      const printed = await shell.run(command);
      expect(printed).toMatch(/^gantry-join:[\w+/=]+\n$/);
      await page.getByLabel("Name", { exact: true }).fill("harbour");
      await page.getByLabel("Join bundle", { exact: true }).fill(printed);
      await page.getByRole("button", { name: "Connect", exact: true }).click();
      await expect(page.getByRole("button", { name: "Continue to install" })).toBeEnabled({
        timeout: 60_000,
      });
    });

    await test.step("the account may not install: the same objects are applied by hand, and Gantry sees it", async () => {
      await page.getByRole("button", { name: "Continue to install" }).click();
      await page.getByText("Apply it yourself instead").click();
      const file = page.getByRole("link", { name: "gantry-operator.yaml" });
      const [, encoded = ""] = (await file.getAttribute("href"))?.split(",") ?? [];
      const command = await page.getByText(/^kubectl apply/).innerText();
      await shell.run(`cat > gantry-operator.yaml && ${command}`, decodeURIComponent(encoded));
      await expect(page.getByText(/operator .* runs here already/)).toBeVisible({ timeout: 60_000 });
    });

    await test.step("a database is launched, watched and sampled with these rights alone", async () => {
      await page.getByRole("link", { name: "Create a database here" }).click();
      await expectPlan(page);
      await createDatabase(page, NAME);
      await expectServing(page);
      await expect(page.getByText("no permission")).toHaveCount(0);
      await expect(page.getByText("not sampled")).toHaveCount(0);
      await page.getByRole("navigation", { name: "Database" }).getByRole("link", { name: "Events" }).click();
      await expect(page.getByRole("checkbox", { name: /routine of starting pods/ })).toBeVisible();
    });

    await test.step("and deleted", async () => {
      await page
        .getByRole("navigation", { name: "Database" })
        .getByRole("link", { name: "Settings" })
        .click();
      await page.getByRole("checkbox", { name: "Refuse to delete this database" }).click();
      await page.getByLabel("Name of the database").fill(NAME);
      await page.getByRole("button", { name: `Delete ${NAME} and its data` }).click();
      await expect(page.getByText(/^Done after/)).toBeVisible({ timeout: CREATION_LIMIT_MS });
      const left = await shell.run(`kubectl get pods,secrets,pvc -n gantry-${OWNER.slug} -o name`);
      expect(left).toBe("");
    });
  });
});
