import "server-only";
import type { ClaimFact, StorageClassFact } from "@/lib/domain/cluster/facts";
import { projectBase } from "@/lib/kube/project-base";
import { unitsOf } from "@/lib/kube/quantity";
import { fieldsOf, shared, textOf, textOrNull } from "@/lib/kube/read-value";

const NAME_MAX = 253;
const DEFAULT_CLASS = [
  "storageclass.kubernetes.io/is-default-class",
  "storageclass.beta.kubernetes.io/is-default-class",
] as const;

/** A volume claim: what was asked, what was bound. Null when it is no claim; never throws. */
export function projectClaim(raw: unknown): ClaimFact | null {
  const base = projectBase(raw, { kind: "PersistentVolumeClaim", namespaced: true });
  if (!base) return null;
  const fields = fieldsOf(raw);
  const spec = fieldsOf(fields["spec"]);
  const status = fieldsOf(fields["status"]);
  const phase = status["phase"];
  const storageClass = textOrNull(spec["storageClassName"], NAME_MAX);
  return {
    kind: "claims",
    ...base,
    phase: phase === "Bound" || phase === "Lost" ? phase : "Pending",
    storageClass: storageClass === null ? null : shared(storageClass),
    requestedBytes: unitsOf(fieldsOf(fieldsOf(spec["resources"])["requests"])["storage"]) ?? 0,
    capacityBytes: unitsOf(fieldsOf(status["capacity"])["storage"]),
    volumeName: textOrNull(spec["volumeName"], NAME_MAX),
  };
}

/** A storage class. Absent fields have the defaults of the API: Immediate, Delete, no expansion. Null when it is none. */
export function projectStorageClass(raw: unknown): StorageClassFact | null {
  const base = projectBase(raw, { kind: "StorageClass", namespaced: false });
  if (!base) return null;
  const fields = fieldsOf(raw);
  const annotations = fieldsOf(fieldsOf(fields["metadata"])["annotations"]);
  return {
    kind: "storageclasses",
    ...base,
    provisioner: textOf(fields["provisioner"], NAME_MAX),
    isDefault: DEFAULT_CLASS.some((key) => annotations[key] === "true"),
    bindingMode:
      fields["volumeBindingMode"] === "WaitForFirstConsumer" ? "WaitForFirstConsumer" : "Immediate",
    allowExpansion: fields["allowVolumeExpansion"] === true,
    reclaimPolicy: textOrNull(fields["reclaimPolicy"], 64) ?? "Delete",
  };
}
