import { readFileSync } from "node:fs";
import { expect, type Page } from "@playwright/test";
import { expectAccessible } from "@/e2e/fixtures/accessibility";
import { expectPlan } from "@/e2e/fixtures/main-job";
import { OWNER } from "@/e2e/fixtures/people";
import type { RunningGantry } from "@/e2e/fixtures/running-gantry";
import { test } from "@/e2e/fixtures/test";

/** As the command line tools of the big clouds write it. */
const EXEC_KUBECONFIG = `apiVersion: v1
kind: Config
current-context: prod
clusters:
- name: prod
  cluster:
    server: https://prod.example.com
    certificate-authority-data: TG9yZW0=
contexts:
- name: prod
  context: {cluster: prod, user: prod}
users:
- name: prod
  user:
    exec:
      apiVersion: client.authentication.k8s.io/v1beta1
      command: aws
      args: [eks, get-token, --cluster-name, prod]
`;
const EXEC_LINE = EXEC_KUBECONFIG.split("\n").findIndex((line) => line.includes("exec:")) + 1;

const connect = async (page: Page, gantry: RunningGantry, name: string, kubeconfig: string) => {
  await page.goto(`${gantry.url}/o/${OWNER.slug}/regions/new`);
  await page.getByLabel("Name", { exact: true }).fill(name);
  await page.getByLabel("Kubeconfig or join bundle").last().fill(kubeconfig);
  await page.getByRole("button", { name: "Connect", exact: true }).click();
};
const openForm = async (page: Page, gantry: RunningGantry) => {
  await page.goto(`${gantry.url}/o/${OWNER.slug}/databases/new`);
  await expectPlan(page);
};

test("a kubeconfig that runs a login program is refused by its line, and one command leads out", async ({
  ownerPage: page,
  gantry,
}) => {
  await connect(page, gantry, "prod", EXEC_KUBECONFIG);
  const refused = page.getByRole("figure", { name: `Refused: line ${EXEC_LINE}` });
  await expect(refused).toContainText("exec:");
  await expect(page.getByRole("alert").filter({ hasText: "exec" }).first()).toContainText(
    "It runs a command to get a credential, and Gantry runs none.",
  );
  await expect(page.getByRole("region", { name: "the join command" })).toContainText(`${gantry.url}/join/`);
  await expect(page.getByLabel("Name", { exact: true })).toHaveValue("prod");
  await expect(page.getByLabel("Kubeconfig or join bundle").last()).toHaveValue(EXEC_KUBECONFIG);
  await expectAccessible(page);
});

test("a kubeconfig of a cluster that cannot be reached says which layer failed and keeps what was typed", async ({
  ownerPage: page,
  gantry,
}) => {
  // An address that no network carries, with an authority that is none of its own.
  const unreachable = readFileSync(gantry.sandbox().kubeconfig, "utf8").replace(
    /server: .*/,
    "server: https://127.0.0.1:1",
  );
  await connect(page, gantry, "nowhere", unreachable);
  await expect(page.getByRole("alert").filter({ hasText: "address" }).first()).toBeVisible();
  await expect(page.getByLabel("Name", { exact: true })).toHaveValue("nowhere");
  await expect(page.getByLabel("Kubeconfig or join bundle").last()).toHaveValue(unreachable);
});

test("a cluster that is registered already is answered with the way to it", async ({
  ownerPage: page,
  gantry,
  serving,
}) => {
  await connect(page, gantry, "again", readFileSync(gantry.sandbox().kubeconfig, "utf8"));
  await expect(page.getByRole("alert").filter({ hasText: "registered already" })).toBeVisible();
  await page.getByRole("link", { name: "Open that region" }).click();
  await expect(page).toHaveURL(new RegExp(`/regions/${serving.regionId}$`));
});

test("a plan that does not fit says by how much, keeps the button off and offers ways that fit", async ({
  ownerPage: page,
  gantry,
  serving,
}) => {
  expect(serving.regionId).toMatch(/^reg_/);
  await openForm(page, gantry);
  await page.getByLabel("Name", { exact: true }).fill("too-large");
  const sizes = page.getByRole("group", { name: "Size of each tablet" });
  await sizes.getByRole("radio", { name: /Large/ }).check();
  await page.getByText("Advanced").click();
  await page.getByLabel("vtgates").selectOption("8");
  await expectPlan(page);

  const create = page.getByRole("button", { name: "Create too-large" });
  await expect(create).toBeDisabled();
  await expect(create).toHaveAccessibleDescription(/^Off: /);
  const plan = page.getByRole("region", { name: "Placement plan" });
  const refusal = plan.getByRole("alert");
  await expect(refusal.first()).toContainText(/does not fit in zone eu-sim-1\w.*asks for 4 CPU and 18 Gi/);
  await expectAccessible(page);

  await refusal.first().getByRole("button").first().click();
  await expectPlan(page);
  await expect(refusal).toHaveCount(0);
  await expect(create).toBeEnabled();
  await expect(page.getByLabel("Name", { exact: true })).toHaveValue("too-large");
});

test("a name that is taken is refused at the field, and nothing that was typed is lost", async ({
  ownerPage: page,
  gantry,
  serving,
}) => {
  await openForm(page, gantry);
  await page.getByLabel("Name", { exact: true }).fill(serving.name);
  await page.getByRole("group", { name: "Size of each tablet" }).getByRole("radio", { name: /Dev/ }).check();
  await page.getByText("Advanced").click();
  await page.getByLabel("Disk of each tablet").fill("12");
  await expectPlan(page);
  await expect(page.getByRole("alert").filter({ hasText: /name/ }).first()).toBeVisible();
  await expect(page.getByLabel("Name", { exact: true })).toHaveValue(serving.name);
  await expect(page.getByLabel("Disk of each tablet")).toHaveValue("12");
  await expect(page.getByRole("radio", { name: /Dev/ })).toBeChecked();
});

test("what was typed survives a Gantry that does not answer, and can then be sent", async ({
  page,
  noise,
  freshGantry,
}) => {
  noise.expect(/ERR_CONNECTION|Failed to fetch/);
  const gantry = await freshGantry({ withSandbox: false });
  await page.goto(gantry.setUpLink());
  await page.getByLabel("E-mail").fill(OWNER.email);
  await page.getByLabel("Password", { exact: true }).fill(OWNER.password);
  await page.getByLabel("Name", { exact: true }).fill(OWNER.organization);
  await gantry.console().kill();
  await page.getByRole("button", { name: "Create owner and organization" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "did not answer" })).toBeVisible();
  await expect(page.getByLabel("E-mail")).toHaveValue(OWNER.email);
  await expect(page.getByLabel("Name", { exact: true })).toHaveValue(OWNER.organization);

  // The code of the start before is open no more: the one thing that has to be typed anew.
  await gantry.restartConsole();
  const code = new URL(gantry.setUpLink()).searchParams.get("code") ?? "";
  await page.getByLabel("Set-up code").fill(code);
  await page.getByRole("button", { name: "Create owner and organization" }).click();
  await expect(page).toHaveURL(`${gantry.url}/o/${OWNER.slug}`);
});
