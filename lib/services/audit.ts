import "server-only";
import { audit } from "@/drizzle/schema/tables";
import type { Tx } from "@/lib/db/connection";
import { newId } from "@/lib/services/new-id";

export interface AuditEntry {
  organizationId: string | null;
  actorId: string | null;
  actor: string;
  verb: string;
  objectKind: string;
  objectId: string | null;
  /** Facts without secrets: names, sizes, counts. */
  detail: Record<string, unknown>;
  requestId: string;
}

/** Writes one audit row in the transaction of the change it speaks of. */
export async function writeAudit(tx: Tx, entry: AuditEntry): Promise<void> {
  await tx.insert(audit).values({ id: newId("aud"), ...entry });
}
