import "server-only";
import { randomBytes } from "node:crypto";
import { and, eq, isNull } from "drizzle-orm";
import { databases } from "@/drizzle/schema/tables";
import { CreateDatabaseInput, type DatabaseDraft } from "@/lib/contract/inputs";
import { db, type Tx } from "@/lib/db/connection";
import { seal } from "@/lib/db/seal";
import { ServiceError } from "@/lib/domain/errors";
import { mysqlNativeHash } from "@/lib/kube/users";
import type { PersonContext } from "@/lib/services/context";
import { acceptableSpec } from "@/lib/services/databases/plan-draft";
import { factsWithReserved } from "@/lib/services/databases/reserved-room";
import { newId } from "@/lib/services/new-id";
import { acceptOperation, findAccepted, holdRegion } from "@/lib/services/operations/accept";
import { openRegion } from "@/lib/services/regions/find";
import type { RegionRuntime } from "@/lib/services/regions/runtime";
import { wakeOperations } from "@/lib/services/wake";
import { defineVerb } from "@/lib/services/verb";

export interface Created {
  operationId: string;
  databaseId: string;
  name: string;
  user: string;
  /** Shown this once. Null when this form was accepted before: only the hash was kept. */
  password: string | null;
}

interface Prepared {
  runtime: RegionRuntime;
  draft: Omit<DatabaseDraft, "regionId">;
}

const USER = "app";

/** Null for a form that was accepted before: its own database may have taken the room since. */
async function prepare(ctx: PersonContext, input: CreateDatabaseInput): Promise<Prepared | null> {
  const { key, regionId, ...draft } = input;
  if (await findAccepted(db(), ctx, "create-database", key)) return null;
  const { runtime } = await openRegion(ctx, regionId);
  return { runtime, draft };
}

async function run(
  tx: Tx,
  ctx: PersonContext,
  input: CreateDatabaseInput,
  prepared: Prepared | null,
): Promise<Created> {
  if (prepared !== null) await holdRegion(tx, ctx, prepared.runtime.regionId);
  const known = await findAccepted(tx, ctx, "create-database", input.key);
  if (known?.databaseId) {
    return {
      operationId: known.id,
      databaseId: known.databaseId,
      name: input.name,
      user: USER,
      password: null,
    };
  }
  if (prepared === null) throw new Error("An operation that was accepted is gone.");
  const { runtime, draft } = prepared;
  // Within the turn that `holdRegion` gave: of two that are asked for together the second sees the first.
  const spec = acceptableSpec(runtime, await factsWithReserved(tx, runtime, null), draft);
  const [same] = await tx
    .select({ id: databases.id })
    .from(databases)
    .where(
      and(
        eq(databases.regionId, runtime.regionId),
        eq(databases.name, spec.name),
        isNull(databases.deletedAt),
      ),
    );
  if (same) {
    throw new ServiceError("conflict", "This region has a database of this name.", {
      fields: { name: "Choose another name." },
    });
  }
  const databaseId = newId("db");
  const password = randomBytes(18).toString("base64url");
  await tx.insert(databases).values({
    id: databaseId,
    organizationId: ctx.actor.organizationId,
    regionId: runtime.regionId,
    name: spec.name,
    namespace: runtime.namespace,
    spec,
    username: USER,
  });
  const operationId = await acceptOperation(tx, ctx, {
    kind: "create-database",
    key: input.key,
    regionId: runtime.regionId,
    databaseId,
    input: { name: spec.name },
    sealInput: (id) =>
      seal(JSON.stringify({ passwordHash: mysqlNativeHash(password) }), {
        organizationId: ctx.actor.organizationId,
        subjectId: id,
        purpose: "operation-input",
      }),
  });
  return { operationId, databaseId, name: spec.name, user: USER, password };
}

/** Accepts a new database: the row, the operation and its job in one transaction; the cluster follows. */
export const createDatabase = defineVerb({
  name: "database.create",
  input: CreateDatabaseInput,
  prepare,
  run,
  audit: (input, created) => ({
    objectKind: "database",
    objectId: created.databaseId,
    detail: {
      name: input.name,
      regionId: input.regionId,
      size: input.size,
      availability: input.availability,
      operationId: created.operationId,
      repeated: created.password === null,
    },
  }),
  after: (_ctx, created) => wakeOperations(created.operationId),
});
