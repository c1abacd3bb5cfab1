import { objectAt, sameJson, textAt, type JsonObject } from "../json";
import type { ApiObject } from "../object";
import { quantity } from "../quantity";
import { invalidValue, type Fault } from "../status";
import type { Store } from "../store";
import { admitQuota } from "./quota";
import { under, type Strategy } from "./strategy";

const DEFAULT_CLASS = "storageclass.kubernetes.io/is-default-class";

const withFinalizer = (object: ApiObject, finalizer: string): ApiObject => ({
  ...object,
  metadata: {
    ...object.metadata,
    finalizers: [...new Set([...(object.metadata.finalizers ?? []), finalizer])],
  },
});

function defaultClass(store: Store): JsonObject {
  const found = store
    .list("storage.k8s.io/storageclasses")
    .find(({ object }) => textAt(object, "metadata", "annotations", DEFAULT_CLASS) === "true");
  return found === undefined ? {} : { storageClassName: found.object.metadata.name };
}

export const claimStrategy: Strategy = {
  create(claim, around) {
    const spec = under(objectAt(claim, "spec"), { volumeMode: "Filesystem", ...defaultClass(around.store) });
    const kept = withFinalizer(claim, "kubernetes.io/pvc-protection");
    const made: ApiObject = { ...kept, spec, status: { phase: "Pending" } };
    admitQuota(made, around);
    return made;
  },
  validate: (claim, old) => (old === undefined ? [] : claimFaults(claim, old)),
};

const IMMUTABLE =
  "spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims";

const fixed = ({ resources: _resources, volumeName: _name, ...others }: JsonObject): JsonObject => others;

function claimFaults(claim: ApiObject, old: ApiObject): Fault[] {
  const before = objectAt(old, "spec");
  const after = objectAt(claim, "spec");
  if (!sameJson(fixed(before), fixed(after)))
    return [{ field: "spec", reason: "FieldValueForbidden", text: `Forbidden: ${IMMUTABLE}` }];
  const asked = textAt(after, "resources", "requests", "storage") ?? "0";
  const had = textAt(before, "resources", "requests", "storage") ?? "0";
  if (quantity(asked) < quantity(objectAt(old, "status", "capacity")["storage"] ?? had))
    return [
      {
        field: "spec.resources.requests.storage",
        reason: "FieldValueForbidden",
        text: "Forbidden: field can not be less than status.capacity",
      },
    ];
  return [];
}

export const volumeStrategy: Strategy = {
  create: (volume) => ({
    ...withFinalizer(volume, "kubernetes.io/pv-protection"),
    spec: under(objectAt(volume, "spec"), {
      volumeMode: "Filesystem",
      persistentVolumeReclaimPolicy: "Retain",
    }),
    status: { phase: "Pending" },
  }),
};

export const storageClassStrategy: Strategy = {
  create: (object) => ({
    ...under(object, { reclaimPolicy: "Delete", volumeBindingMode: "Immediate" }),
    ...named(object),
  }),
  validate(object, old) {
    if (old === undefined) return [];
    return ["provisioner", "parameters", "reclaimPolicy", "volumeBindingMode"]
      .filter((field) => !sameJson(object[field], old[field]))
      .map((field) => invalidValue(field, object[field] ?? null, "field is immutable"));
  },
};

const named = ({
  apiVersion,
  kind,
  metadata,
}: ApiObject): Pick<ApiObject, "apiVersion" | "kind" | "metadata"> => ({
  apiVersion,
  kind,
  metadata,
});
