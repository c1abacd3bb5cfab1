import { mapAt, objectAt, objectsAt, textAt, textsAt, type JsonObject } from "../../json";
import type { ApiObject } from "../../object";
import { expressionsHold, selects } from "../../selectors";
import type { Store } from "../../store";
import { claimNames, SELECTED_NODE } from "../volumes";
import { requestsOf, type Seat } from "./cluster";

/** Why a node is refused, in the scheduler's words; `final` when pushing other pods away would not help. */
export interface Refusal {
  reasons: readonly string[];
  final: boolean;
}

export interface Problem {
  pod: ApiObject;
  seats: readonly Seat[];
  store: Store;
}

type Filter = (problem: Problem) => (seat: Seat) => Refusal | undefined;

const refuse = (reason: string, final: boolean): Refusal => ({ reasons: [reason], final });

/** Whether one of the tolerations bears a taint. */
export function tolerates(tolerations: readonly JsonObject[], taint: JsonObject): boolean {
  return tolerations.some((each) => {
    const effect = textAt(each, "effect") ?? "";
    if (effect !== "" && effect !== taint["effect"]) return false;
    const key = textAt(each, "key") ?? "";
    const exists = textAt(each, "operator") === "Exists";
    if (key === "") return exists;
    return (
      key === taint["key"] && (exists || (textAt(each, "value") ?? "") === (textAt(taint, "value") ?? ""))
    );
  });
}

const CORDONED = { key: "node.kubernetes.io/unschedulable", effect: "NoSchedule" };

const unschedulable: Filter = ({ pod }) => {
  const tolerated = tolerates(objectsAt(pod, "spec", "tolerations"), CORDONED);
  return ({ node }) =>
    objectAt(node, "spec")["unschedulable"] === true && !tolerated
      ? refuse("node(s) were unschedulable", true)
      : undefined;
};

const tainted: Filter =
  ({ pod }) =>
  ({ taints }) =>
    taints.some(
      (taint) =>
        taint["effect"] !== "PreferNoSchedule" && !tolerates(objectsAt(pod, "spec", "tolerations"), taint),
    )
      ? refuse("node(s) had untolerated taint(s)", true)
      : undefined;

/** Whether one NodeSelectorTerm holds of a node. */
export function termHolds(term: JsonObject, { labels, node }: Pick<Seat, "labels" | "node">): boolean {
  const expressions = objectsAt(term, "matchExpressions");
  const fields = objectsAt(term, "matchFields");
  if (expressions.length + fields.length === 0) return false;
  const name = { "metadata.name": node.metadata.name };
  return expressionsHold(expressions, labels) && expressionsHold(fields, name);
}

const affine: Filter = ({ pod }) => {
  const selector = Object.entries(mapAt(pod, "spec", "nodeSelector"));
  const required = objectAt(pod, "spec", "affinity", "nodeAffinity")[
    "requiredDuringSchedulingIgnoredDuringExecution"
  ];
  const terms = objectsAt(required, "nodeSelectorTerms");
  return (seat) => {
    const selected = selector.every(([key, value]) => seat.labels[key] === value);
    if (selected && (required === undefined || terms.some((term) => termHolds(term, seat)))) return undefined;
    return refuse("node(s) didn't match Pod's node affinity/selector", true);
  };
};

const roomy: Filter = ({ pod }) => {
  const asked = requestsOf(pod);
  return ({ size, used, pods }) => {
    const reasons: string[] = [];
    if (pods.length + 1 > size.pods) reasons.push("Too many pods");
    if (asked.cpu > 0 && asked.cpu > size.cpu - used.cpu) reasons.push("Insufficient cpu");
    if (asked.memory > 0 && asked.memory > size.memory - used.memory) reasons.push("Insufficient memory");
    if (asked.storage > 0 && asked.storage > size.storage - used.storage)
      reasons.push("Insufficient ephemeral-storage");
    if (reasons.length === 0) return undefined;
    return {
      reasons,
      final: asked.cpu > size.cpu || asked.memory > size.memory || asked.storage > size.storage,
    };
  };
};

const volumes: Filter = ({ pod, store }) => {
  const claims = claimsOf(store, pod);
  const bound = claims.flatMap((claim) => {
    const name = textAt(claim, "spec", "volumeName");
    return name === undefined ? [] : (store.get("/persistentvolumes", undefined, name)?.object ?? []);
  });
  const places = bound.map((volume) =>
    objectsAt(volume, "spec", "nodeAffinity", "required", "nodeSelectorTerms"),
  );
  const allowed = claims
    .filter((claim) => textAt(claim, "spec", "volumeName") === undefined)
    .map((claim) => topologiesOf(store, claim));
  return (seat) => {
    if (places.some((terms) => terms.length > 0 && !terms.some((term) => termHolds(term, seat))))
      return refuse("node(s) didn't match PersistentVolume's node affinity", true);
    if (allowed.some((terms) => terms.length > 0 && !terms.some((term) => topologyHolds(term, seat))))
      return refuse("node(s) didn't find available persistent volumes to bind", true);
    return undefined;
  };
};

function topologiesOf(store: Store, claim: ApiObject): readonly JsonObject[] {
  const name = textAt(claim, "spec", "storageClassName") ?? "";
  return objectsAt(store.get("storage.k8s.io/storageclasses", undefined, name)?.object, "allowedTopologies");
}

const topologyHolds = (term: JsonObject, { labels }: Seat): boolean =>
  objectsAt(term, "matchLabelExpressions").every((each) =>
    textsAt(each, "values").includes(labels[textAt(each, "key") ?? ""] ?? ""),
  );

function claimsOf(store: Store, pod: ApiObject): ApiObject[] {
  return claimNames(pod).flatMap(
    (name) => store.get("/persistentvolumeclaims", pod.metadata.namespace, name)?.object ?? [],
  );
}

/** What stops a pod before any node is looked at. */
export function claimTrouble(store: Store, pod: ApiObject): string | undefined {
  for (const name of claimNames(pod)) {
    const claim = store.get("/persistentvolumeclaims", pod.metadata.namespace, name)?.object;
    if (claim === undefined) return `persistentvolumeclaim "${name}" not found`;
    if (claim.metadata.deletionTimestamp !== undefined)
      return `persistentvolumeclaim "${name}" is being deleted`;
    const waits = textAt(classOf(store, claim), "volumeBindingMode") === "WaitForFirstConsumer";
    if (!waits && textAt(claim, "spec", "volumeName") === undefined)
      return "pod has unbound immediate PersistentVolumeClaims";
  }
  return undefined;
}

const classOf = (store: Store, claim: ApiObject): ApiObject | undefined =>
  store.get("storage.k8s.io/storageclasses", undefined, textAt(claim, "spec", "storageClassName") ?? "")
    ?.object;

/** Claims that still wait for a volume on the node that this pod was given. */
export const unboundClaims = (store: Store, pod: ApiObject): ApiObject[] =>
  claimsOf(store, pod).filter((claim) => textAt(claim, "status", "phase") !== "Bound");

export const selectedNode = (claim: ApiObject): string | undefined =>
  textAt(claim, "metadata", "annotations", SELECTED_NODE);

const REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution";

/** Whether a pod is meant by an affinity term of another one. */
export function termSelects(term: JsonObject, owner: ApiObject, other: ApiObject): boolean {
  const namespaces = textsAt(term, "namespaces");
  const near = namespaces.length > 0 ? namespaces : [owner.metadata.namespace ?? ""];
  const everywhere = term["namespaceSelector"] !== undefined;
  return (
    (everywhere || near.includes(other.metadata.namespace ?? "")) &&
    selects(term["labelSelector"], mapAt(other, "metadata", "labels"))
  );
}

/** The values of a topology key on nodes that hold a pod which the test accepts. */
function valuesWith(seats: readonly Seat[], key: string, test: (pod: ApiObject) => boolean): Set<string> {
  const values = new Set<string>();
  for (const { labels, pods } of seats) {
    const value = labels[key];
    if (value !== undefined && !values.has(value) && pods.some(test)) values.add(value);
  }
  return values;
}

const apart: Filter = ({ pod, seats }) => {
  const affinity = objectsAt(pod, "spec", "affinity", "podAffinity", REQUIRED).map((term) => {
    const key = textAt(term, "topologyKey") ?? "";
    const values = valuesWith(seats, key, (other) => termSelects(term, pod, other));
    return { key, values, first: values.size === 0 && termSelects(term, pod, pod) };
  });
  const anti = objectsAt(pod, "spec", "affinity", "podAntiAffinity", REQUIRED).map((term) => {
    const key = textAt(term, "topologyKey") ?? "";
    return { key, values: valuesWith(seats, key, (other) => termSelects(term, pod, other)) };
  });
  const others = existingAntiAffinity(pod, seats);
  return ({ labels }) => {
    const value = (key: string): string => labels[key] ?? "";
    if (affinity.some(({ key, values, first }) => !(key in labels) || (!first && !values.has(value(key)))))
      return refuse("node(s) didn't match pod affinity rules", true);
    if (anti.some(({ key, values }) => values.has(value(key))))
      return refuse("node(s) didn't match pod anti-affinity rules", false);
    if (others.some(({ key, at }) => value(key) === at))
      return refuse("node(s) didn't satisfy existing pods anti-affinity rules", false);
    return undefined;
  };
};

function existingAntiAffinity(pod: ApiObject, seats: readonly Seat[]): { key: string; at: string }[] {
  return seats.flatMap(({ labels, pods }) =>
    pods.flatMap((other) =>
      objectsAt(other, "spec", "affinity", "podAntiAffinity", REQUIRED).flatMap((term) => {
        const key = textAt(term, "topologyKey") ?? "";
        const at = labels[key];
        return at !== undefined && termSelects(term, other, pod) ? [{ key, at }] : [];
      }),
    ),
  );
}

const FILTERS: readonly Filter[] = [unschedulable, tainted, affine, roomy, volumes, apart];

/** The nodes that may take the pod, and for each other one the first filter's refusal. */
export function sift(problem: Problem): { fit: Seat[]; refused: Refusal[] } {
  const tests = FILTERS.map((filter) => filter(problem));
  const fit: Seat[] = [];
  const refused: Refusal[] = [];
  for (const seat of problem.seats) {
    const refusal = firstRefusal(tests, seat);
    if (refusal === undefined) fit.push(seat);
    else refused.push(refusal);
  }
  return { fit, refused };
}

function firstRefusal(
  tests: readonly ((seat: Seat) => Refusal | undefined)[],
  seat: Seat,
): Refusal | undefined {
  for (const test of tests) {
    const refusal = test(seat);
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}
