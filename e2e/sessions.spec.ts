import { expect } from "@playwright/test";
import { OWNER, setUpOwner, signIn } from "@/e2e/fixtures/people";
import { test } from "@/e2e/fixtures/test";

test("signing out ends the session everywhere that it is open", async ({
  page,
  context,
  browser,
  gantry,
  noise,
}) => {
  // The stream of the other tab is refused once the session has ended.
  noise.expect(/401 \(Unauthorized\).*\/api\/live/);
  await signIn(page, gantry);
  const other = await context.newPage();
  await other.goto(`${gantry.url}/o/${OWNER.slug}/databases`);
  await expect(other.getByText("Live", { exact: true })).toBeVisible();
  const stolen = await browser.newContext();
  await stolen.addCookies(await context.cookies());
  const elsewhere = await stolen.newPage();
  await elsewhere.goto(`${gantry.url}/o/${OWNER.slug}`);
  await expect(elsewhere).toHaveURL(`${gantry.url}/o/${OWNER.slug}`);

  await page.getByRole("button", { name: "Sign out" }).click();
  await expect(page).toHaveURL(`${gantry.url}/sign-in`);

  await expect(other).toHaveURL(`${gantry.url}/sign-in?to=%2Fo%2F${OWNER.slug}%2Fdatabases`);
  // Another browser learns it from its stream, whose rights are asked again every 10 s.
  await expect(elsewhere).toHaveURL(/\/sign-in\?to=/, { timeout: 30_000 });
  await stolen.close();
  await page.goBack();
  await expect(page).toHaveURL(/\/sign-in/);
});

test("the session's cookie is for this site's server alone, and names nothing", async ({
  page,
  context,
  gantry,
}) => {
  await signIn(page, gantry);
  const session = (await context.cookies()).find(({ name }) => name.endsWith("gantry-session"));
  expect(session).toMatchObject({
    name: "gantry-session",
    httpOnly: true,
    sameSite: "Lax",
    path: "/",
    secure: false,
  });
  expect(session?.value).toMatch(/^[\w-]{43}$/);
});

test("behind TLS the session's cookie is bound to this host and travels only over TLS", async ({
  page,
  freshGantry,
}) => {
  const gantry = await freshGantry({ withSandbox: false });
  await setUpOwner(page, gantry);
  await page.goto("about:blank");
  await gantry.restartConsole({ GANTRY_SECURE_COOKIES: "true" });
  const csrf = await page.request.get(`${gantry.url}/api/auth/csrf`);
  const answer = await page.request.post(`${gantry.url}/api/auth/callback/credentials`, {
    headers: { origin: gantry.url },
    form: {
      email: OWNER.email,
      password: OWNER.password,
      csrfToken: String((await csrf.json()).csrfToken),
      json: "true",
    },
    maxRedirects: 0,
  });
  const cookies = answer.headersArray().filter(({ name }) => name.toLowerCase() === "set-cookie");
  const session = cookies.find(({ value }) => value.includes("gantry-session"))?.value ?? "";
  expect(session).toMatch(/^__Host-gantry-session=/);
  for (const flag of ["Path=/", "HttpOnly", "Secure", "SameSite=Lax"]) expect(session).toContain(flag);
  expect(session).not.toMatch(/Domain=/i);
});

test("every page forbids what it does not need, and lets only its own scripts run", async ({
  ownerPage: page,
  gantry,
}) => {
  const nonces = new Set<string>();
  for (const path of ["/sign-in", `/o/${OWNER.slug}`, `/o/${OWNER.slug}/regions/new`, "/no-such-page"]) {
    const answer = await page.request.get(`${gantry.url}${path}`, { maxRedirects: 0 });
    const headers = answer.headers();
    expect(headers, path).toMatchObject({
      "x-content-type-options": "nosniff",
      "x-frame-options": "DENY",
      "referrer-policy": "no-referrer",
      "cross-origin-opener-policy": "same-origin",
      "cross-origin-resource-policy": "same-origin",
    });
    expect(headers).not.toHaveProperty("x-powered-by");
    const policy = headers["content-security-policy"] ?? "";
    expect(policy).toMatch(/script-src 'self' 'nonce-[\w+/=]+' 'strict-dynamic'/);
    expect(policy).toContain("object-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy.match(/script-src [^;]*/)?.[0]).not.toMatch(/unsafe/);
    const nonce = /'nonce-([^']+)'/.exec(policy)?.[1] ?? "";
    nonces.add(nonce);
    const scripts = (await answer.text()).match(/<script\b[^>]*>/g) ?? [];
    for (const script of scripts) expect(script, path).toContain(`nonce="${nonce}"`);
  }
  expect(nonces.size, "a nonce is used once").toBe(4);
});

test("a script that somebody else put into a page does not run", async ({ ownerPage: page, noise }) => {
  noise.expect(/Content Security Policy/);
  const refused = page.waitForEvent("console", (message) =>
    message.text().includes("Content Security Policy"),
  );
  await page.evaluate(() => {
    document.body.insertAdjacentHTML("beforeend", `<img alt="" src="data:," onerror="document.title='run'">`);
  });
  await refused;
  await expect(page).not.toHaveTitle("run");
});
