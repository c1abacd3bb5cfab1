import { expect, type Locator, type Page } from "@playwright/test";
import { CREATION_LIMIT_MS, expectPlan } from "@/e2e/fixtures/main-job";
import { OWNER } from "@/e2e/fixtures/people";
import { test } from "@/e2e/fixtures/test";

const MOST_STOPS = 80;

/** Goes on by Tab until the wanted part has the focus, and checks that the focus can be seen there. */
async function tabTo(page: Page, wanted: Locator): Promise<void> {
  await expect(wanted).toBeVisible();
  for (let stop = 0; stop < MOST_STOPS; stop += 1) {
    if (await wanted.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`Tab does not reach ${wanted.toString()} within ${MOST_STOPS} stops.`);
}

async function expectVisibleFocus(wanted: Locator): Promise<void> {
  const outline = await wanted.evaluate((element) => {
    for (let each: Element | null = element; each !== null; each = each.parentElement)
      if (getComputedStyle(each).outlineStyle !== "none") return getComputedStyle(each).outlineWidth;
    return "none";
  });
  // A field draws the other pixel with its own edge.
  expect(outline).toMatch(/^[12]px$/);
}

test("a person creates a database and looks at its tablets with the keyboard alone", async ({
  ownerPage: page,
  gantry,
  serving,
}) => {
  expect(serving.regionId).toMatch(/^reg_/);
  await page.goto(`${gantry.url}/o/${OWNER.slug}`);
  await test.step("by keys to the databases, and on to the form", async () => {
    await page.getByRole("main").waitFor();
    await page.keyboard.press("g");
    await page.keyboard.press("d");
    await expect(page).toHaveURL(/\/databases$/);
    await tabTo(page, page.getByRole("main").getByRole("link", { name: "Create database" }));
    await page.keyboard.press("Enter");
    await expect(page).toHaveURL(/\/databases\/new$/);
  });

  await test.step("the form is filled in", async () => {
    const name = page.getByLabel("Name", { exact: true });
    await tabTo(page, name);
    await expectVisibleFocus(name);
    await page.keyboard.type("by-keys");
    await expectPlan(page);
    const sizes = page.getByRole("group", { name: "Size of each tablet" });
    await tabTo(page, sizes.getByRole("radio", { checked: true }));
    await page.keyboard.press("ArrowLeft");
    await expect(sizes.getByRole("radio", { name: /Dev/ })).toBeChecked();
    await expectPlan(page);
    const create = page.getByRole("button", { name: "Create by-keys" });
    await expect(create).toBeEnabled();
    await tabTo(page, create);
    await expectVisibleFocus(create);
    await page.keyboard.press("Enter");
  });

  await test.step("it comes alive", async () => {
    const watch = page.getByRole("link", { name: "Watch it come alive" });
    await tabTo(page, watch);
    await page.keyboard.press("Enter");
    await expect(page).toHaveURL(/\/databases\/db_/);
  });

  await test.step("arrows move between tablets, Enter opens one, Escape gives the focus back", async () => {
    const topology = page.getByRole("region", { name: "Topology by zone" });
    const tablets = topology.getByRole("button", { name: /^(Primary|Replica)\b/ });
    await expect(tablets).toHaveCount(3, { timeout: CREATION_LIMIT_MS });
    await expect(topology.getByRole("button", { name: /^Primary\b/ })).toHaveCount(1, {
      timeout: CREATION_LIMIT_MS,
    });
    await tabTo(page, tablets.first());
    const focused = topology.locator("button:focus");
    const first = await focused.getAttribute("data-pod");
    await page.keyboard.press("ArrowRight");
    await expect(focused).not.toHaveAttribute("data-pod", first ?? "");
    const second = await focused.getAttribute("data-pod");
    await page.keyboard.press("Enter");
    await expect(page.getByRole("complementary")).toContainText(second ?? "");
    await page.keyboard.press("Escape");
    await expect(page.getByRole("complementary")).toHaveCount(0);
    await expect(focused).toHaveAttribute("data-pod", second ?? "");
  });

  await test.step("it is deleted again", async () => {
    await tabTo(
      page,
      page.getByRole("navigation", { name: "Database" }).getByRole("link", { name: "Settings" }),
    );
    await page.keyboard.press("Enter");
    await tabTo(page, page.getByRole("checkbox", { name: "Refuse to delete this database" }));
    await page.keyboard.press("Space");
    await expect(page.getByText("Off: type the name first")).toBeVisible();
    await tabTo(page, page.getByLabel("Name of the database"));
    await page.keyboard.type("by-keys");
    await page.keyboard.press("Enter");
    await expect(page.getByText(/^Done after/)).toBeVisible({ timeout: CREATION_LIMIT_MS });
  });
});
