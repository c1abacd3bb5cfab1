/**
 * Makes the pictures of docs/pictures from the running product (`npm run pictures`): a Gantry of its own with the
 * simulated region, each view in dark and light at 1440 px and in dark at 390 px, and the page that lists them.
 */
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { chromium, expect as patient, type Page } from "@playwright/test";
import { slowestReplica } from "@/e2e/fixtures/lag";
import { createDatabase, expectPlan, expectServing, installOperator } from "@/e2e/fixtures/main-job";
import { OWNER, setUpOwner } from "@/e2e/fixtures/people";
import { startGantry, type RunningGantry } from "@/e2e/fixtures/running-gantry";
import { makeTrouble } from "@/e2e/fixtures/steering";
import { chromiumArguments, findChromium } from "@/scripts/test/chromium";

const expect = patient.configure({ timeout: 60_000 });
const FOLDER = "docs/pictures";
const NAMESPACE = `gantry-${OWNER.slug}`;
const LAG_LIMIT_MS = 90_000;
/** Charts of a database that was born a moment ago show nothing. */
const HISTORY_MS = 100_000;

const FORMS = [
  { name: "dark", colorScheme: "dark", viewport: { width: 1440, height: 900 } },
  { name: "light", colorScheme: "light", viewport: { width: 1440, height: 900 } },
  { name: "phone", colorScheme: "dark", viewport: { width: 390, height: 844 } },
] as const;

/** A kubeconfig as the command line tool of a cloud writes it; its address belongs to documentation. */
const EXEC_KUBECONFIG = `apiVersion: v1
kind: Config
clusters:
- name: k8s-prod-2
  cluster:
    server: https://k8s-prod-2.example.com
users:
- name: k8s-prod-2
  user:
    exec:
      apiVersion: client.authentication.k8s.io/v1beta1
      command: aws
      args: [eks, get-token, --cluster-name, k8s-prod-2]
contexts:
- name: k8s-prod-2
  context: {cluster: k8s-prod-2, user: k8s-prod-2}
current-context: k8s-prod-2
`;

interface Picture {
  name: string;
  words: string;
}
const taken: Picture[] = [];

/** Takes one view in all its forms; the page itself stays where it is. */
async function take(page: Page, name: string, words: string): Promise<void> {
  taken.push({ name, words });
  // Nothing is pointed at, and what is pushed has arrived.
  await page.mouse.move(0, 0);
  await page.evaluate(() => document.fonts.ready);
  const live = page.getByText(/^(Live|Connecting)$/).filter({ visible: true });
  if ((await live.count()) > 0) await expect(live.first()).toHaveText("Live");
  for (const form of FORMS) {
    await page.setViewportSize(form.viewport);
    await page.emulateMedia({ colorScheme: form.colorScheme });
    // Charts draw themselves anew on the next frame after their size or theme changed.
    await page.evaluate(
      () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))),
    );
    await page.screenshot({ path: join(FOLDER, `${name}-${form.name}.png`), animations: "disabled" });
  }
  await page.setViewportSize(FORMS[0].viewport);
  await page.emulateMedia({ colorScheme: "dark" });
  console.log(name);
}

async function peopleAndRegion(page: Page, gantry: RunningGantry): Promise<void> {
  const home = `${gantry.url}/o/${OWNER.slug}`;
  await page.goto(gantry.setUpLink());
  await take(page, "set-up", "The first start: one link makes the owner and the organization.");
  await setUpOwner(page, gantry);
  await take(page, "first-run", "The empty overview: three ways to begin.");
  await page.goto(`${home}/regions/new`);
  await page.getByRole("textbox", { name: "Name" }).fill("eu-south");
  await page.getByRole("textbox", { name: "Kubeconfig or join bundle" }).fill(EXEC_KUBECONFIG);
  await page.getByRole("button", { name: "Connect", exact: true }).click();
  await expect(page.getByRole("heading", { name: "What the account may do" })).toBeVisible();
  await take(
    page,
    "refused",
    "A kubeconfig that runs a program is refused by name; one command is the way out.",
  );
  await page.goto(home);
  await page.getByRole("button", { name: "Start it" }).click();
  await expect(page.getByRole("button", { name: "Continue to install" })).toBeEnabled({ timeout: 60_000 });
  await take(page, "preflight", "Preflight: each check with its result, its evidence and its fix.");
  await page.getByRole("button", { name: "Continue to install" }).click();
  await expect(page.getByRole("button", { name: /^Install operator / })).toBeVisible();
  await take(page, "install", "What an installation applies, in words and YAML, before anything is sent.");
  await installOperator(page);
}

async function launch(page: Page, gantry: RunningGantry): Promise<string> {
  const home = `${gantry.url}/o/${OWNER.slug}`;
  await page.goto(`${home}/databases/new`);
  await page.getByLabel("Name", { exact: true }).fill("shop");
  await expectPlan(page);
  await take(page, "create", "Create: the placement plan beside the form, from the room that is free now.");
  const { databaseId } = await createDatabase(page, "shop");
  await page.getByRole("link", { name: "Steps" }).click();
  await page.waitForURL(/\/operations\//);
  await take(page, "operation-running", "An operation while it runs: steps with evidence.");
  await expect(page.getByText(/^Done after/)).toBeVisible({ timeout: 120_000 });
  await take(page, "operation", "The same operation at its end.");
  await page.goto(`${home}/databases/${databaseId}`);
  await expectServing(page);
  await expect(page.getByText("queries not sampled").filter({ visible: true })).toHaveCount(0);
  await take(page, "topology", "The live topology: zones, nodes, roles, lag on each replica's edge.");
  return databaseId;
}

/** The pages of a database that is well, and of its region. */
async function quiet(page: Page, gantry: RunningGantry, databaseId: string): Promise<void> {
  const home = `${gantry.url}/o/${OWNER.slug}`;
  const database = `${home}/databases/${databaseId}`;
  await page.goto(`${database}/connect`);
  await take(page, "connect", "Connect: address, targets and a program in five languages.");
  await page.goto(`${database}/events`);
  await take(page, "events", "Events in plain words, the raw ones folded.");
  await page.goto(`${database}/settings`);
  await take(page, "delete", "Deletion: what goes and what stays, the typed name.");
  await page.goto(`${home}/regions`);
  await page.getByRole("link", { name: "sandbox" }).filter({ visible: true }).first().click();
  await expect(page.getByRole("heading", { name: "Capacity" })).toBeVisible();
  await take(page, "region", "A region: free room by zone and node shape, storage classes, preflight.");
  await page.getByRole("navigation", { name: "Region" }).getByRole("link", { name: "Trust" }).click();
  await expect(page.getByRole("heading", { name: "Calls" })).toBeVisible();
  await take(page, "trust", "Trust: every kind of call to the cluster, and what the account may do.");
}

async function trouble(page: Page, gantry: RunningGantry, databaseId: string): Promise<void> {
  const database = `${gantry.url}/o/${OWNER.slug}/databases/${databaseId}`;
  await page.goto(database);
  await page.waitForTimeout(HISTORY_MS);
  const replica = await slowestReplica(gantry.sandbox());
  await makeTrouble(gantry.sandbox(), { kind: "block-applier", namespace: NAMESPACE, pod: replica.pod });
  await page.getByRole("button", { name: replica.alias }).filter({ visible: true }).click();
  await expect(
    page.getByRole("img", { name: "over the limit" }).filter({ visible: true }).first(),
  ).toBeVisible({
    timeout: LAG_LIMIT_MS,
  });
  await take(page, "topology-lag", "One replica is behind: its number on the edge, its card with the chart.");
  await page.goto(`${database}/metrics?window=15m`);
  await expect(page.getByRole("region", { name: "Pod health" })).toBeVisible();
  await expect(page.getByText(/^Reading /).filter({ visible: true })).toHaveCount(0);
  await take(page, "metrics", "Metrics: lag with the 15 s line, queries by role, the health of each pod.");
  const lines = page.waitForResponse(/\/lag-lines$/);
  await page.goto(`${gantry.url}/o/${OWNER.slug}`);
  await lines;
  await take(page, "overview", "The overview: what needs a person comes first.");
}

function list(): string {
  const parts = taken.map(({ name, words }) => {
    const image = (form: string, width: number) =>
      `<img src="pictures/${name}-${form}.png" width="${width}" alt="${words}">`;
    return `## ${words}\n\n${image("dark", 420)} ${image("light", 420)} ${image("phone", 150)}\n`;
  });
  return `# Pictures\n\nMade by \`npm run pictures\` from the running product.\n\n${parts.join("\n")}`;
}

const executablePath = findChromium();
const browser = await chromium.launch({
  args: chromiumArguments(),
  ...(executablePath === null ? {} : { executablePath }),
});
const gantry = await startGantry();
try {
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(FOLDER, { recursive: true });
  const context = await browser.newContext({
    locale: "en-GB",
    timezoneId: "UTC",
    colorScheme: "dark",
    viewport: FORMS[0].viewport,
  });
  const page = await context.newPage();
  await peopleAndRegion(page, gantry);
  const databaseId = await launch(page, gantry);
  await quiet(page, gantry, databaseId);
  await trouble(page, gantry, databaseId);
  writeFileSync("docs/pictures.md", list());
} finally {
  await browser.close();
  await gantry.stop();
}
