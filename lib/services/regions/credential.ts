import "server-only";
import { and, eq, isNull } from "drizzle-orm";
import { z } from "zod";
import { regionCredentials } from "@/drizzle/schema/tables";
import { db, type Tx } from "@/lib/db/connection";
import { isSealedHere, seal, unseal } from "@/lib/db/seal";
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

const expiryOf = ({ auth }: RegionEndpoint): Date | null =>
  auth.kind === "token" && auth.expiresAt !== null ? new Date(auth.expiresAt) : null;

/** Seals the credential, bound to organization and region, into its own table. */
export async function storeCredential(
  tx: Tx,
  organizationId: string,
  regionId: string,
  endpoint: RegionEndpoint,
): Promise<void> {
  await tx.insert(regionCredentials).values({
    regionId,
    organizationId,
    kind: endpoint.auth.kind,
    sealed: seal(JSON.stringify(toStored(endpoint)), bound(organizationId, regionId)),
    expiresAt: expiryOf(endpoint),
  });
}

/** Which credential of a region is meant: the one that was entered, or one of its renewals. */
export interface CredentialRevision {
  organizationId: string;
  regionId: string;
  /** Null: the one that was entered. */
  renewedAt: Date | null;
}

const rowOf = ({ organizationId, regionId }: Pick<CredentialRevision, "organizationId" | "regionId">) =>
  and(eq(regionCredentials.regionId, regionId), eq(regionCredentials.organizationId, organizationId));

/**
 * Puts a renewed credential in the place of the revision that it was made with. False when another process was
 * faster, or the region was disconnected meanwhile: then nothing is stored.
 */
export async function replaceCredential(
  tx: Tx,
  old: CredentialRevision,
  endpoint: RegionEndpoint,
  now: Date,
): Promise<boolean> {
  const { organizationId, regionId, renewedAt } = old;
  const replaced = await tx
    .update(regionCredentials)
    .set({
      sealed: seal(JSON.stringify(toStored(endpoint)), bound(organizationId, regionId)),
      expiresAt: expiryOf(endpoint),
      renewedAt: now,
    })
    .where(
      and(
        rowOf(old),
        renewedAt === null ? isNull(regionCredentials.renewedAt) : eq(regionCredentials.renewedAt, renewedAt),
      ),
    )
    .returning({ regionId: regionCredentials.regionId });
  return replaced.length > 0;
}

/** What may be shown of a credential; times in epoch milliseconds. */
export interface CredentialFacts {
  kind: RegionEndpoint["auth"]["kind"];
  expiresAt: number | null;
  addedAt: number;
  /** Null while it is the one that was entered. */
  renewedAt: number | null;
}

/** Everything about a region's credential but the credential itself; null when it was forgotten. */
export async function credentialFacts(
  of: Pick<CredentialRevision, "organizationId" | "regionId">,
): Promise<CredentialFacts | null> {
  const [row] = await db()
    .select({
      kind: regionCredentials.kind,
      expiresAt: regionCredentials.expiresAt,
      addedAt: regionCredentials.createdAt,
      renewedAt: regionCredentials.renewedAt,
    })
    .from(regionCredentials)
    .where(rowOf(of));
  if (!row) return null;
  return {
    kind: row.kind === "certificate" ? "certificate" : "token",
    expiresAt: row.expiresAt?.getTime() ?? null,
    addedAt: row.addedAt.getTime(),
    renewedAt: row.renewedAt?.getTime() ?? null,
  };
}

/** Opens the credential of a region for the client, with its revision; null when it was forgotten. */
export async function openCredential(
  organizationId: string,
  regionId: string,
): Promise<{ endpoint: RegionEndpoint; revision: CredentialRevision } | null> {
  const [row] = await db()
    .select({ sealed: regionCredentials.sealed, renewedAt: regionCredentials.renewedAt })
    .from(regionCredentials)
    .where(rowOf({ organizationId, regionId }));
  if (!row) return null;
  const stored = Stored.parse(JSON.parse(unseal(row.sealed, bound(organizationId, regionId))));
  const { auth, tlsServerName, ...rest } = stored;
  const endpoint: RegionEndpoint = {
    ...rest,
    ...(tlsServerName === undefined ? {} : { tlsServerName }),
    auth:
      auth.kind === "token"
        ? { kind: "token", token: new Secret(auth.token), expiresAt: auth.expiresAt }
        : { kind: "certificate", certPem: auth.certPem, keyPem: new Secret(auth.keyPem) },
  };
  return { endpoint, revision: { organizationId, regionId, renewedAt: row.renewedAt } };
}

/** Throws a plain sentence when this process holds another key than the one that the stored credentials need. */
export async function checkSealingKey(): Promise<void> {
  const [row] = await db().select({ sealed: regionCredentials.sealed }).from(regionCredentials).limit(1);
  if (row === undefined || isSealedHere(row.sealed)) return;
  throw new Error(
    "The stored credentials were sealed with another key. Set GANTRY_KEY to it, or put the file `key` of the data directory back.",
  );
}
