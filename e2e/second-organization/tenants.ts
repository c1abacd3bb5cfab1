import { randomBytes } from "node:crypto";
import { expect, type Browser, type Page } from "@playwright/test";
import { z } from "zod";
import { createDatabase, expectServing, installOperator } from "@/e2e/fixtures/main-job";
import { setUpOwner, signIn, type Person } from "@/e2e/fixtures/people";
import { readRows } from "@/e2e/fixtures/rows";
import type { RunningGantry } from "@/e2e/fixtures/running-gantry";
import type { Ids } from "@/e2e/second-organization/surface";
import { makeId } from "@/lib/domain/ids";

/** Words that stand nowhere else: a stranger who reads one of them has seen something of this organization. */
export const OWNER: Person = {
  email: "narwhal@example.com",
  password: "correct horse battery",
  organization: "Zebra Meadow",
  slug: "zebra-meadow",
};
const REGION = "quagga";
const DATABASE = "okapi";

export const STRANGER: Person = {
  email: "stranger@example.com",
  password: OWNER.password,
  organization: "Globex",
  slug: "globex",
};

export interface Tenants {
  ids: Ids;
  ownerCookie: string;
  strangerCookie: string;
}

async function cookieOf(page: Page): Promise<string> {
  const cookies = await page.context().cookies();
  return cookies.map(({ name, value }) => `${name}=${value}`).join("; ");
}

async function makeFirst(page: Page, gantry: RunningGantry): Promise<Ids> {
  await setUpOwner(page, gantry, OWNER);
  await page.goto(`${gantry.url}/o/${OWNER.slug}/regions/new?from=simulated`);
  await page.getByLabel("Name", { exact: true }).fill(REGION);
  await page.getByRole("button", { name: "Connect" }).click();
  await page.getByRole("button", { name: "Continue to install" }).click({ timeout: 60_000 });
  await installOperator(page);
  await page.getByRole("link", { name: "Create a database here" }).click();
  await createDatabase(page, DATABASE);
  await expectServing(page);
  const Row = z.object({ databaseId: z.string(), regionId: z.string(), operationId: z.string() });
  const [row] = await readRows(
    gantry,
    Row,
    `select database_id as "databaseId", region_id as "regionId", id as "operationId" from operations
     where kind = 'create-database'`,
  );
  if (row === undefined) throw new Error("The database has no operation.");
  return { slug: OWNER.slug, ...row };
}

const newId = (prefix: "usr" | "org"): string => makeId(prefix, randomBytes(20));

/** People cannot be invited yet, so the second organization and its owner are rows; the password is the first one's. */
async function makeSecond(gantry: RunningGantry): Promise<void> {
  const [user, organization] = [newId("usr"), newId("org")];
  const none = z.unknown();
  await readRows(
    gantry,
    none,
    `insert into users (id, email, password_hash) select $1, $2, password_hash from users where email = $3`,
    [user, STRANGER.email, OWNER.email],
  );
  await readRows(gantry, none, `insert into organizations (id, slug, name) values ($1, $2, $3)`, [
    organization,
    STRANGER.slug,
    STRANGER.organization,
  ]);
  await readRows(
    gantry,
    none,
    `insert into memberships (organization_id, user_id, role) values ($1, $2, 'owner')`,
    [organization, user],
  );
}

/** Two organizations in one Gantry: the first with a region and a serving database, the second with nothing. */
export async function makeTenants(browser: Browser, gantry: RunningGantry): Promise<Tenants> {
  const [first, second] = [await browser.newContext(), await browser.newContext()];
  try {
    const page = await first.newPage();
    const ids = await makeFirst(page, gantry);
    await makeSecond(gantry);
    const other = await second.newPage();
    await signIn(other, gantry, STRANGER);
    await expect(other.getByRole("button", { name: "Start it" })).toBeVisible();
    return { ids, ownerCookie: await cookieOf(page), strangerCookie: await cookieOf(other) };
  } finally {
    await first.close();
    await second.close();
  }
}

/** All that the first organization has and nobody else may be told: names, ids, what is sealed, what is hashed. */
export async function canariesOf(gantry: RunningGantry, { ids }: Tenants): Promise<string[]> {
  const Secret = z.object({ value: z.string() });
  const secrets = await readRows(
    gantry,
    Secret,
    `select password_hash as value from users
     union all select sealed from region_credentials
     union all select cluster_object_uid from databases
     union all select id from organizations where slug = $1
     union all select id from users where email = $2
     union all select id_hash from sessions`,
    [OWNER.slug, OWNER.email],
  );
  return [
    OWNER.email,
    OWNER.organization,
    REGION,
    DATABASE,
    ids.slug,
    ids.regionId,
    ids.databaseId,
    ids.operationId,
    ...secrets.map(({ value }) => value),
  ];
}

/** What the first organization is in the database; equal before and after whatever a stranger tried. */
export async function stateOf(gantry: RunningGantry): Promise<unknown[]> {
  return readRows(
    gantry,
    z.unknown(),
    `with first as (select id from organizations where slug = $1)
     select 'regions' as what, to_jsonb(r) - 'checked_at' as row from regions r, first where r.organization_id = first.id
     union all select 'databases', to_jsonb(d) from databases d, first where d.organization_id = first.id
     union all select 'operations', to_jsonb(o) - 'lease_epoch' from operations o, first where o.organization_id = first.id
     union all select 'memberships', to_jsonb(m) from memberships m, first where m.organization_id = first.id
     union all select 'credentials', to_jsonb(c) - 'sealed' - 'renewed_at' - 'expires_at' from region_credentials c, first
       where c.organization_id = first.id
     union all select 'join codes', to_jsonb(j) from join_codes j, first where j.organization_id = first.id
     union all select 'audit', to_jsonb(a) from audit a, first where a.organization_id = first.id
     order by 1, 2`,
    [OWNER.slug],
  );
}
