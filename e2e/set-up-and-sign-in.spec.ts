import { expect } from "@playwright/test";
import { expectAccessible } from "@/e2e/fixtures/accessibility";
import { OWNER, setUpOwner, signIn } from "@/e2e/fixtures/people";
import { test } from "@/e2e/fixtures/test";

test("the first person makes owner and organization with a link that works once", async ({
  page,
  freshGantry,
}) => {
  const gantry = await freshGantry();
  const link = gantry.setUpLink();
  await page.goto(link);
  await expectAccessible(page);
  await setUpOwner(page, gantry);
  await expectAccessible(page);

  await page.context().clearCookies();
  await page.goto(link);
  await expect(page).toHaveURL(`${gantry.url}/sign-in`);
});

test("a person signs in, and after signing out the session is worth nothing", async ({ page, gantry }) => {
  await signIn(page, gantry);
  const cookies = await page.context().cookies();
  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page).toHaveURL(`${gantry.url}/sign-in`);

  await page.context().addCookies(cookies);
  await page.goto(`${gantry.url}/o/${OWNER.slug}`);
  await expect(page).toHaveURL(/\/sign-in/);
});

test("a wrong password is refused without saying whether the e-mail is known", async ({
  page,
  gantry,
  noise,
}) => {
  noise.expect(/401/);
  const refusals: string[] = [];
  for (const email of [OWNER.email, "nobody@example.com"]) {
    await page.goto(`${gantry.url}/sign-in`);
    await page.getByLabel("E-mail").fill(email);
    await page.getByLabel("Password", { exact: true }).fill("not the right one");
    await page.getByRole("button", { name: "Sign in" }).click();
    const alert = page.getByText("do not belong together");
    await expect(alert).toBeVisible();
    refusals.push(await alert.innerText());
  }
  expect(refusals[0]).toBe(refusals[1]);
});
