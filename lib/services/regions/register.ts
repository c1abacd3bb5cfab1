import "server-only";
import { and, eq, isNull } from "drizzle-orm";
import { readFile } from "node:fs/promises";
import { regions } from "@/drizzle/schema/tables";
import { db, type Tx } from "@/lib/db/connection";
import { RegisterRegionInput } from "@/lib/contract/inputs";
import { JOIN_NEXT, refusedPlace, regionNext } from "@/lib/contract/register-refusal";
import { ServiceError } from "@/lib/domain/errors";
import type { PersonContext } from "@/lib/services/context";
import { createGuardedClient } from "@/lib/kube/guarded-client";
import { readEndpoint, readJoinBundle, readKubeconfig, type IntakeResult } from "@/lib/kube/intake";
import { identifyCluster } from "@/lib/kube/preflight-reads";
import type { RegionEndpoint } from "@/lib/kube/region-endpoint";
import { notifyLive } from "@/lib/live/process-hub";
import { regionFailure } from "@/lib/services/regions/failure";
import { newId } from "@/lib/services/new-id";
import { countHit } from "@/lib/services/people/rate-limit";
import { storeCredential } from "@/lib/services/regions/credential";
import { regionRuntime } from "@/lib/services/regions/runtime";
import { reportFailure } from "@/lib/services/report";
import { settings } from "@/lib/services/settings";
import { defineVerb } from "@/lib/services/verb";

async function simulatedKubeconfig(): Promise<string> {
  const path = settings().sandboxKubeconfig;
  const text = path === null ? null : await readFile(path, "utf8").catch(() => null);
  if (text === null) throw new ServiceError("precondition", "The simulated region is not running here.");
  return text;
}

async function intake(input: RegisterRegionInput): Promise<IntakeResult> {
  switch (input.kind) {
    case "kubeconfig":
      return readKubeconfig(input.kubeconfig);
    case "token":
      return readEndpoint({ server: input.server, caPem: input.caPem, token: input.token });
    case "join":
      return readJoinBundle(input.bundle);
    case "simulated":
      return readKubeconfig(await simulatedKubeconfig());
  }
}

function refuse(result: Extract<IntakeResult, { ok: false }>): never {
  const fields: Record<string, string> = {};
  for (const refusal of result.refusals) {
    fields[refusedPlace(refusal.field, refusal.line)] = refusal.why;
  }
  throw new ServiceError(
    "invalid",
    "Gantry does not take this credential. Nothing was read, run or dialled.",
    {
      fields,
      ...(result.execRefused ? { next: JOIN_NEXT } : {}),
    },
  );
}

interface Met {
  endpoint: RegionEndpoint;
  identity: Awaited<ReturnType<typeof identifyCluster>>;
}

async function meet(ctx: PersonContext, input: RegisterRegionInput): Promise<Met> {
  await countHit(`register:${ctx.actor.organizationId}`, 30, 3_600_000, ctx.now());
  const result = await intake(input);
  if (!result.ok) refuse(result);
  const client = createGuardedClient(result.endpoint, {
    allowedLoopback: settings().allowedLoopback,
    userAgent: "gantry",
  });
  try {
    return { endpoint: result.endpoint, identity: await identifyCluster(client) };
  } catch (error) {
    throw regionFailure(error);
  } finally {
    await client.close();
  }
}

/** Throws `conflict` for a cluster or a name that the organization has already, with the way to that region. */
async function refuseTwice(tx: Tx, organizationId: string, name: string, clusterUid: string): Promise<void> {
  const open = await tx
    .select({ id: regions.id, name: regions.name, uid: regions.clusterUid })
    .from(regions)
    .where(and(eq(regions.organizationId, organizationId), isNull(regions.disconnectedAt)));
  const same = open.find((row) => row.uid === clusterUid);
  if (same) {
    throw new ServiceError("conflict", `This cluster is registered already as ${same.name}.`, {
      next: regionNext(same.id),
    });
  }
  if (open.some((row) => row.name === name)) {
    throw new ServiceError("conflict", "A region of this name exists.", {
      fields: { name: "Choose another name." },
    });
  }
}

async function insert(
  tx: Tx,
  ctx: PersonContext,
  input: RegisterRegionInput,
  met: Met,
): Promise<{ regionId: string; name: string; clusterUid: string }> {
  const id = newId("reg");
  const { endpoint, identity } = met;
  const [made] = await tx
    .insert(regions)
    .values({
      id,
      organizationId: ctx.actor.organizationId,
      name: input.name,
      server: endpoint.server,
      clusterUid: identity.uid,
      clusterName: endpoint.contextName,
      provider: identity.provider,
      cloudRegion: identity.cloudRegion,
      kubernetesVersion: identity.version,
      simulated: input.kind === "simulated",
    })
    .onConflictDoNothing()
    .returning({ id: regions.id });
  if (!made) {
    // Somebody registered the same at the same moment: only now can it be seen.
    await refuseTwice(tx, ctx.actor.organizationId, input.name, identity.uid);
    throw new ServiceError("conflict", "This cluster or name was taken at this moment. Try again.");
  }
  await storeCredential(tx, ctx.actor.organizationId, id, endpoint);
  return { regionId: id, name: input.name, clusterUid: identity.uid };
}

/**
 * Registers a cluster: intake by our allow-list, then a first call that reads its identity, then the row
 * and the sealed credential in one transaction. The same cluster twice is refused with a link.
 */
export const registerRegion = defineVerb({
  name: "region.register",
  input: RegisterRegionInput,
  prepare: async (ctx, input) => {
    const met = await meet(ctx, input);
    await refuseTwice(db(), ctx.actor.organizationId, input.name, met.identity.uid);
    return met;
  },
  run: insert,
  audit: (input, result) => ({
    objectKind: "region",
    objectId: result.regionId,
    detail: { name: result.name, by: input.kind, clusterUid: result.clusterUid },
  }),
  after: async (ctx, { regionId }) => {
    notifyLive(ctx.actor.organizationId, "region", regionId);
    await regionRuntime(regionId).catch((error: unknown) => reportFailure(error, { regionId }));
  },
});
