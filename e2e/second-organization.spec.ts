import { expect } from "@playwright/test";
import { namesOf } from "@/e2e/fixtures/cluster-client";
import { test } from "@/e2e/fixtures/test";
import { ask, askByLink, callAction, type Answer, type Caller } from "@/e2e/second-organization/caller";
import { ACTIONS, QUERIES, ROUTES } from "@/e2e/second-organization/calls";
import { addressOf, namesThing, readSurface, type Ids } from "@/e2e/second-organization/surface";
import { canariesOf, makeTenants, OWNER, stateOf, STRANGER } from "@/e2e/second-organization/tenants";

const FOREIGN = "https://evil.example.com";
const METHODS = ["POST", "PUT", "PATCH", "DELETE"];

function pageAddresses(pattern: string, ids: Ids): string[] {
  const address = addressOf(pattern, ids);
  return [address, ...(QUERIES[pattern]?.(ids) ?? []).map((query) => `${address}?${query}`)];
}

function routeAddresses(pattern: string, ids: Ids): string[] {
  const known = ROUTES[pattern];
  if (known === undefined) throw new Error(`This test does not know how to call the route ${pattern}.`);
  return known(ids);
}

test("a second organization sees nothing of the first, by every page, route and action that there is", async ({
  browser,
  freshGantry,
}) => {
  test.setTimeout(600_000);
  const gantry = await freshGantry();
  const tenants = await makeTenants(browser, gantry);
  const canaries = await canariesOf(gantry, tenants);
  const { pages, routes, actions } = readSurface();

  const owner: Caller = { name: "the owner", cookie: tenants.ownerCookie, origin: gantry.url };
  const stranger: Caller = { name: "a stranger", cookie: tenants.strangerCookie, origin: gantry.url };
  const nobody: Caller = { name: "nobody", cookie: null, origin: gantry.url };
  const own = tenants.ids;
  /** A stranger who guessed ids and names them in an organization of their own. */
  const smuggled: Ids = { ...own, slug: STRANGER.slug };

  /** What an answer tells of the first organization beyond what the request already said. */
  const leaks = (answer: Answer, sent: Ids): string[] => {
    const known: readonly string[] = Object.values(sent);
    return canaries.filter((canary) => !known.includes(canary) && answer.text.includes(canary));
  };
  const expectNothing = (answer: Answer, sent: Ids): void => {
    expect.soft(leaks(answer, sent), answer.request).toEqual([]);
    expect.soft(answer.status, answer.request).toBeLessThan(500);
    expect.soft(answer.text, answer.request).not.toContain('"code":"internal"');
  };

  await test.step("this test knows every action, and no action that is gone", () => {
    expect(actions.map(({ name }) => name).toSorted()).toEqual(Object.keys(ACTIONS).toSorted());
    expect(routes.toSorted()).toEqual(Object.keys(ROUTES).toSorted());
    expect(pages).toEqual(expect.arrayContaining(Object.keys(QUERIES)));
  });

  await test.step("the owner sees it: what is asked for is there to be seen", async () => {
    for (const pattern of pages.filter(namesThing))
      for (const address of pageAddresses(pattern, own)) {
        const answer = await ask(gantry.url, address, owner);
        expect.soft(answer.status, answer.request).toBe(200);
        expect.soft(leaks(answer, own).length, answer.request).toBeGreaterThan(0);
        expect.soft(leaks(await askByLink(gantry.url, address, owner), own).length).toBeGreaterThan(0);
      }
    for (const pattern of routes.filter(namesThing))
      for (const address of routeAddresses(pattern, own)) {
        const answer = await ask(gantry.url, address, owner);
        expect.soft(answer.status, answer.request).toBe(200);
      }
    for (const address of routeAddresses("/api/live", own))
      expect.soft(leaks(await ask(gantry.url, address, owner), own).length, address).toBeGreaterThan(0);
  });

  const before = await stateOf(gantry);

  await test.step("pages", async () => {
    for (const pattern of pages) {
      for (const address of pageAddresses(pattern, own)) {
        for (const caller of [stranger, nobody]) {
          const answer = await ask(gantry.url, address, caller);
          expectNothing(answer, own);
          expectNothing(await askByLink(gantry.url, address, caller), own);
          if (!pattern.startsWith("/o/")) continue;
          if (caller === nobody) expect.soft(answer.location, answer.request).toMatch(/^\/sign-in/);
          else expect.soft(answer.status, answer.request).toBe(404);
        }
      }
      for (const address of pageAddresses(pattern, smuggled)) {
        const answer = await ask(gantry.url, address, stranger);
        expectNothing(answer, smuggled);
        if (namesThing(pattern)) expect.soft(answer.status, answer.request).toBe(404);
      }
    }
  });

  await test.step("routes", async () => {
    for (const pattern of routes)
      for (const ids of [own, smuggled])
        for (const address of routeAddresses(pattern, ids))
          for (const caller of [stranger, nobody, { ...owner, name: "another site", origin: FOREIGN }]) {
            const answer = await ask(gantry.url, address, caller);
            expect.soft(answer.text, answer.request).not.toMatch(/^access-control-allow-/m);
            if (caller.origin !== FOREIGN) expectNothing(answer, ids);
            for (const method of METHODS)
              expectNothing(await ask(gantry.url, address, caller, { method }), ids);
          }
  });

  await test.step("actions", async () => {
    for (const action of actions) {
      const call = ACTIONS[action.name];
      const attempts = [
        { caller: stranger, ids: own },
        { caller: nobody, ids: own },
        { caller: { ...owner, name: "another site", origin: FOREIGN }, ids: own },
        ...(call?.namesThing === true ? [{ caller: stranger, ids: smuggled }] : []),
      ];
      for (const { caller, ids } of attempts) {
        const args = action.name === "setUpAction" ? [call?.input(ids)] : [ids.slug, call?.input(ids)];
        const address = addressOf(action.page, ids);
        const answer = await callAction(gantry.url, address, action, caller, args);
        expectNothing(answer, ids);
        expect.soft(answer.outcome, answer.request).not.toBe("ok");
      }
    }
  });

  await test.step("nothing of it did anything", async () => {
    expect(await stateOf(gantry)).toEqual(before);
    expect(await namesOf(gantry, "clusters", `gantry-${OWNER.slug}`)).toEqual(["okapi"]);
  });

  await test.step("a stranger who registers the same cluster sees that cluster, and no database of the first", async () => {
    const action = actions.find(({ name }) => name === "registerRegionAction");
    if (action === undefined) throw new Error("There is no action that registers a region.");
    const args = [STRANGER.slug, { kind: "simulated", name: "kudu" }];
    const made = await callAction(gantry.url, addressOf(action.page, smuggled), action, stranger, args);
    const regionId = /reg_[0-9a-z]{20}/.exec(made.text)?.[0] ?? "";
    expect(made.outcome, made.request).toBe("ok");
    const theirs: Ids = { ...smuggled, regionId };
    const region = addressOf("/o/[organization]/regions/[regionId]", theirs);
    const live = async () => (await ask(gantry.url, region, stranger)).text;
    await expect.poll(live, { timeout: 30_000 }).toContain("eu-sim-1a");
    for (const pattern of pages.filter((each) => !/\[(database|operation)Id\]/.test(each)))
      for (const address of pageAddresses(pattern, theirs))
        expectNothing(await ask(gantry.url, address, stranger), theirs);
    for (const address of routeAddresses("/api/live", theirs))
      expectNothing(await ask(gantry.url, address, stranger), theirs);
    expect(await stateOf(gantry)).toEqual(before);
  });

  await test.step("with the same inputs the owner gets what was asked for", async () => {
    for (const [name, call] of Object.entries(ACTIONS)) {
      const action = actions.find((each) => each.name === name);
      if (action === undefined) throw new Error(`There is no action ${name}.`);
      const args = name === "setUpAction" ? [call.input(own)] : [own.slug, call.input(own)];
      const answer = await callAction(gantry.url, addressOf(action.page, own), action, owner, args);
      expect.soft(answer.outcome, `${answer.request}: ${answer.text.slice(-400)}`).toBe(call.owner);
    }
  });
});
