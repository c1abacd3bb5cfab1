import "server-only";
import { unseal } from "@/lib/db/seal";
import type { DatabaseSpec } from "@/lib/domain/database/spec";
import { DatabaseSpecSchema } from "@/lib/services/databases/stored-spec";
import { initDbSql } from "@/lib/kube/init-db-sql";
import { usersJson } from "@/lib/kube/users";
import { toVitessCluster } from "@/lib/kube/vitess-cluster";
import type { KubeObject } from "@/lib/kube/object";
import type { DatabaseRow } from "@/lib/services/databases/find";
import type { OperationRow } from "@/lib/services/operations/record";

export interface Marks {
  labels: Record<string, string>;
  annotations: Record<string, string>;
}

export const usersSecretName = (name: string): string => `${name}-users`;
export const initSecretName = (name: string): string => `${name}-init`;

/** Who made an object and for what: "already exists" is success only when these match. */
export function marksOf(
  row: Pick<DatabaseRow, "id" | "organizationId" | "generation">,
  installId: string,
): Marks {
  const labels = {
    "app.kubernetes.io/managed-by": "gantry",
    "gantry/install": installId,
    "gantry/organization": row.organizationId,
    "gantry/database": row.id,
  };
  return { labels, annotations: { "gantry/generation": String(row.generation) } };
}

/** A VitessCluster of this spec with these marks. */
function clusterObject(spec: DatabaseSpec, namespace: string, marks: Marks): KubeObject {
  return toVitessCluster(spec, {
    namespace,
    labels: marks.labels,
    annotations: marks.annotations,
    usersSecret: usersSecretName(spec.name),
    initSecret: initSecretName(spec.name),
  });
}

/** The VitessCluster exactly as it is applied, for the YAML tab and for the operation. */
export function vitessClusterOf(row: DatabaseRow, installId: string): KubeObject {
  return clusterObject(DatabaseSpecSchema.parse(row.spec), row.namespace, marksOf(row, installId));
}

/** The VitessCluster of a draft: all but the id, which a database gets when it is created. */
export function draftClusterOf(
  spec: DatabaseSpec,
  of: { namespace: string; organizationId: string },
  installId: string,
): KubeObject {
  const marks = marksOf({ ...of, id: "assigned-at-creation", generation: 1 }, installId);
  return clusterObject(spec, of.namespace, marks);
}

function secret(row: DatabaseRow, marks: Marks, name: string, file: string, text: string): KubeObject {
  return {
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name, namespace: row.namespace, labels: marks.labels },
    type: "Opaque",
    data: { [file]: Buffer.from(text, "utf8").toString("base64") },
  };
}

/** The secrets that come before the database: users (hash only) and the first SQL. */
export function secretsOf(row: DatabaseRow, op: OperationRow, installId: string): KubeObject[] {
  const marks = marksOf(row, installId);
  const sealed: unknown = JSON.parse(
    unseal(op.sealedInput ?? "", {
      organizationId: op.organizationId,
      subjectId: op.id,
      purpose: "operation-input",
    }),
  );
  const hash =
    typeof sealed === "object" && sealed !== null && "passwordHash" in sealed
      ? String(sealed.passwordHash)
      : "";
  const spec = DatabaseSpecSchema.parse(row.spec);
  return [
    secret(
      row,
      marks,
      usersSecretName(row.name),
      "users.json",
      usersJson({ user: row.username, nativeHash: hash }),
    ),
    secret(row, marks, initSecretName(row.name), "init_db.sql", initDbSql(spec.vitessVersion)),
  ];
}
