import "server-only";
import { and, eq } from "drizzle-orm";
import { z } from "zod";
import { regionCredentials } from "@/drizzle/schema/tables";
import { db, type Tx } from "@/lib/db/connection";
import { seal, unseal } from "@/lib/db/seal";
import type { RegionEndpoint } from "@/lib/kube/region-endpoint";
import { Secret } from "@/lib/kube/secret";

const Stored = z.object({
  server: z.string(),
  caPem: z.string(),
  tlsServerName: z.string().optional(),
  contextName: z.string(),
  auth: z.discriminatedUnion("kind", [
    z.object({ kind: z.literal("token"), token: z.string(), expiresAt: z.number().nullable() }),
    z.object({ kind: z.literal("certificate"), certPem: z.string(), keyPem: z.string() }),
  ]),
});

const bound = (organizationId: string, regionId: string) =>
  ({ organizationId, subjectId: regionId, purpose: "region-credential" }) as const;

function toStored(endpoint: RegionEndpoint): z.infer<typeof Stored> {
  const auth = endpoint.auth;
  return {
    server: endpoint.server,
    caPem: endpoint.caPem,
    contextName: endpoint.contextName,
    ...(endpoint.tlsServerName === undefined ? {} : { tlsServerName: endpoint.tlsServerName }),
    auth:
      auth.kind === "token"
        ? { kind: "token", token: auth.token.reveal(), expiresAt: auth.expiresAt }
        : { kind: "certificate", certPem: auth.certPem, keyPem: auth.keyPem.reveal() },
  };
}

/** Seals the credential, bound to organization and region, into its own table. */
export async function storeCredential(
  tx: Tx,
  organizationId: string,
  regionId: string,
  endpoint: RegionEndpoint,
): Promise<void> {
  const auth = endpoint.auth;
  await tx.insert(regionCredentials).values({
    regionId,
    organizationId,
    kind: auth.kind,
    sealed: seal(JSON.stringify(toStored(endpoint)), bound(organizationId, regionId)),
    expiresAt: auth.kind === "token" && auth.expiresAt !== null ? new Date(auth.expiresAt) : null,
  });
}

/** Opens the credential of a region for the client; null when it was forgotten. */
export async function openCredential(
  organizationId: string,
  regionId: string,
): Promise<RegionEndpoint | null> {
  const [row] = await db()
    .select({ sealed: regionCredentials.sealed })
    .from(regionCredentials)
    .where(
      and(eq(regionCredentials.regionId, regionId), eq(regionCredentials.organizationId, organizationId)),
    );
  if (!row) return null;
  const stored = Stored.parse(JSON.parse(unseal(row.sealed, bound(organizationId, regionId))));
  const { auth, tlsServerName, ...rest } = stored;
  return {
    ...rest,
    ...(tlsServerName === undefined ? {} : { tlsServerName }),
    auth:
      auth.kind === "token"
        ? { kind: "token", token: new Secret(auth.token), expiresAt: auth.expiresAt }
        : { kind: "certificate", certPem: auth.certPem, keyPem: new Secret(auth.keyPem) },
  };
}
