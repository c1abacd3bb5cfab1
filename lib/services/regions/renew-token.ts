import "server-only";
import { randomUUID } from "node:crypto";
import { inTransaction } from "@/lib/db/connection";
import { accountOf, accountUserOf, SYSTEM_NAMESPACE } from "@/lib/domain/region/permissions";
import { renewalDueAt, WANTED_LIFE_SECONDS } from "@/lib/domain/region/token-renewal";
import { whoAmI } from "@/lib/kube/access-review";
import { createGuardedClient } from "@/lib/kube/guarded-client";
import { KubeError } from "@/lib/kube/kube-error";
import { kubeSentence } from "@/lib/kube/kube-sentence";
import type { RegionEndpoint } from "@/lib/kube/region-endpoint";
import { requestToken } from "@/lib/kube/token-request";
import { notifyLive } from "@/lib/live/process-hub";
import { writeAudit } from "@/lib/services/audit";
import {
  credentialFacts,
  openCredential,
  replaceCredential,
  type CredentialRevision,
} from "@/lib/services/regions/credential";
import { refreshCredential, type RegionRuntime } from "@/lib/services/regions/runtime";
import { reportNotice } from "@/lib/services/report";
import { settings } from "@/lib/services/settings";

/** Another process may renew meanwhile, and the clock may be set: no wait is longer. */
const LOOK_MS = 60_000;
/** Where the account may not renew itself: somebody may grant it. */
const REFUSED_MS = 10 * 60_000;

/** When the token of a region is to be renewed; null for a credential that has no end or cannot be renewed. */
async function dueAt(runtime: RegionRuntime, spread: number): Promise<number | null> {
  const facts = await credentialFacts(runtime);
  if (facts?.kind !== "token" || facts.expiresAt === null) return null;
  return renewalDueAt({ since: facts.renewedAt ?? facts.addedAt, expiresAt: facts.expiresAt }, spread);
}

/** Mints the next token and tries it before it is trusted; null when the account is not Gantry's own. */
async function mint(runtime: RegionRuntime, old: RegionEndpoint): Promise<RegionEndpoint | null> {
  const user = accountUserOf(runtime.namespace);
  if ((await whoAmI(runtime.client)).username !== user) return null;
  const made = await requestToken(
    runtime.client,
    { namespace: SYSTEM_NAMESPACE, name: accountOf(runtime.namespace) },
    WANTED_LIFE_SECONDS,
  );
  const endpoint: RegionEndpoint = { ...old, auth: { kind: "token", ...made } };
  const client = createGuardedClient(endpoint, {
    allowedLoopback: settings().allowedLoopback,
    userAgent: "gantry",
  });
  try {
    const { username } = await whoAmI(client);
    return username === user ? endpoint : null;
  } finally {
    await client.close();
  }
}

async function store(old: CredentialRevision, endpoint: RegionEndpoint, now: Date): Promise<boolean> {
  const expiresAt = endpoint.auth.kind === "token" ? endpoint.auth.expiresAt : null;
  return inTransaction(async (tx) => {
    if (!(await replaceCredential(tx, old, endpoint, now))) return false;
    await writeAudit(tx, {
      organizationId: old.organizationId,
      actorId: null,
      actor: "gantry",
      verb: "region.renew-token",
      objectKind: "region",
      objectId: old.regionId,
      detail: { expiresAt: expiresAt === null ? null : new Date(expiresAt).toISOString() },
      requestId: randomUUID(),
    });
    return true;
  });
}

/** False when the account is not one that may renew itself. */
async function renew(runtime: RegionRuntime, now: Date): Promise<boolean> {
  const opened = await openCredential(runtime.organizationId, runtime.regionId);
  const endpoint = opened === null ? null : await mint(runtime, opened.endpoint);
  if (opened === null || endpoint === null) return false;
  const isStored = await store(opened.revision, endpoint, now);
  await refreshCredential(runtime);
  if (isStored) reportNotice("region token renewed", { regionId: runtime.regionId });
  notifyLive(runtime.organizationId, "region", runtime.regionId);
  return true;
}

/**
 * One look at the token of a region: renews it from half of its life on when it belongs to Gantry's own account and
 * the region is live. The new token is tried, then sealed with its audit row in one transaction, then used; watches
 * go on. Gives the milliseconds until the next look. `spread` in [0, 1) is the region's own.
 */
export async function renewTokenWhenDue(runtime: RegionRuntime, now: Date, spread: number): Promise<number> {
  const due = await dueAt(runtime, spread);
  if (due === null) return LOOK_MS;
  if (now.getTime() < due) return Math.min(due - now.getTime(), LOOK_MS);
  if (runtime.hub.snapshot().state.kind !== "live") return LOOK_MS;
  try {
    return (await renew(runtime, now)) ? LOOK_MS : REFUSED_MS;
  } catch (error) {
    if (!(error instanceof KubeError)) throw error;
    reportNotice(`region token not renewed: ${kubeSentence(error)}`, { regionId: runtime.regionId });
    return error.kind === "forbidden" ? REFUSED_MS : LOOK_MS;
  }
}
