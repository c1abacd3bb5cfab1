import { describe, expect, it } from "vitest";
import { isPartOf } from "@/lib/sandbox/standins/json-compare";
import { type Draft, type Metadata, MetadataSchema } from "@/lib/sandbox/standins/object";
import { clusterChildren } from "@/lib/sandbox/standins/operator/desired-cluster";
import {
  lockserverBudget,
  lockserverServices,
  memberClaim,
  memberPod,
  MEMBERS,
} from "@/lib/sandbox/standins/operator/desired-lockserver";
import { cellChildren, keyspaceChildren, shardChildren } from "@/lib/sandbox/standins/operator/desired-shard";
import {
  EtcdLockserverSchema,
  VitessCellSchema,
  VitessClusterSchema,
  VitessKeyspaceSchema,
  VitessShardSchema,
} from "@/lib/sandbox/standins/operator/spec";
import { recordedLife, recordingIsThere, type RecordedEvent } from "@/lib/sandbox/testing/recording";

const life: RecordedEvent[] = recordingIsThere ? recordedLife() : [];
const firstOf = (plural: string, name?: string): RecordedEvent["object"] => {
  const found = life.find(
    (one) => one.type === "ADDED" && one.kind === plural && (name === undefined || one.name === name),
  );
  if (found === undefined) throw new Error(`The recording has no ${plural} ${name ?? ""}.`);
  return found.object;
};
const allOf = (plural: string) =>
  life.filter((one) => one.type === "ADDED" && one.kind === plural).map((one) => one.object);

const PLURALS: Record<string, string> = {
  EtcdLockserver: "etcdlockservers",
  VitessCell: "vitesscells",
  VitessKeyspace: "vitesskeyspaces",
  VitessShard: "vitessshards",
  Service: "services",
  Deployment: "deployments",
  Pod: "pods",
  PersistentVolumeClaim: "persistentvolumeclaims",
  PodDisruptionBudget: "poddisruptionbudgets",
};

/** What the API server and its admission fill in by themselves. */
const SERVER_FILLS = new Set([
  "clusterIP",
  "clusterIPs",
  "dnsPolicy",
  "enableServiceLinks",
  "failureThreshold",
  "imagePullPolicy",
  "internalTrafficPolicy",
  "ipFamilies",
  "ipFamilyPolicy",
  "nodeName",
  "periodSeconds",
  "preemptionPolicy",
  "priority",
  "progressDeadlineSeconds",
  "restartPolicy",
  "rollingUpdate",
  "schedulerName",
  "serviceAccount",
  "serviceAccountName",
  "sessionAffinity",
  "storageClassName",
  "strategy",
  "successThreshold",
  "terminationGracePeriodSeconds",
  "terminationMessagePath",
  "terminationMessagePolicy",
  "timeoutSeconds",
  "tolerations",
  "volumeMode",
]);
const isTokenMount = (value: unknown) => JSON.stringify(value ?? null).includes("kube-api-access-");
const entries = (value: unknown): [string, unknown][] =>
  typeof value === "object" && value !== null ? Object.entries(value) : [];
const member = (value: unknown, key: string): unknown => entries(value).find(([name]) => name === key)?.[1];

/** Paths that stand in the recorded value and not in ours, but for what the server fills in. */
function missing(recorded: unknown, ours: unknown, path: string): string[] {
  if (Array.isArray(recorded)) {
    const real = recorded.filter((one) => !isTokenMount(one));
    return real.flatMap((one, index) => missing(one, member(ours, String(index)), `${path}[${index}]`));
  }
  if (typeof recorded === "object" && recorded !== null) {
    return entries(recorded)
      .filter(([key, value]) => {
        const known = member(ours, key) !== undefined;
        const empty = Array.isArray(value) && value.filter((one) => !isTokenMount(one)).length === 0;
        return known || !(SERVER_FILLS.has(key) || empty);
      })
      .flatMap(([key, value]) => missing(value, member(ours, key), `${path}.${key}`));
  }
  return ours === undefined ? [path] : [];
}

/** The recorded spec without what the server put between: the mount of the account's token. */
function withoutToken(value: unknown): unknown {
  if (Array.isArray(value))
    return value.filter((one) => !isTokenMount(one) || "image" in Object(one)).map(withoutToken);
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(entries(value).map(([key, inner]) => [key, withoutToken(inner)]));
  }
  return value;
}

const HASH = "planetscale.com/desired-state-hash";

/** The hash of the wish is the operator's own sum over its own structures: only that there is one is compared. */
const annotations = (of: Record<string, unknown> = {}) =>
  Object.fromEntries(Object.entries(of).map(([key, value]) => [key, key === HASH ? "any" : value]));

function compare(draft: Draft): string[] {
  const recorded = firstOf(PLURALS[draft.kind] ?? "", draft.metadata.name);
  const what = `${draft.kind} ${draft.metadata.name}`;
  const metadata: Metadata = MetadataSchema.parse(recorded.metadata);
  expect(metadata.labels, what).toEqual(draft.metadata.labels);
  expect(annotations(metadata.annotations), what).toEqual(annotations(draft.metadata.annotations));
  expect(metadata.ownerReferences, what).toEqual(draft.metadata.ownerReferences);
  const spec = withoutToken(recorded["spec"]);
  expect(spec, what).toMatchObject(Object(draft["spec"]));
  expect(isPartOf(draft["spec"], spec), what).toBe(true);
  return missing(spec, draft["spec"], `${draft.kind}.spec`);
}

const whole = (object: RecordedEvent["object"]): unknown => object;

describe.skipIf(!recordingIsThere)(
  "what the operator makes, beside the recording (needs ../shared/recorded)",
  () => {
    const cases: [string, () => Draft[]][] = [
      [
        "of a VitessCluster",
        () => clusterChildren(VitessClusterSchema.parse(whole(firstOf("vitessclusters")))),
      ],
      [
        "of an EtcdLockserver",
        () => {
          const lockserver = EtcdLockserverSchema.parse(whole(firstOf("etcdlockservers")));
          return [
            ...lockserverServices(lockserver),
            lockserverBudget(lockserver),
            ...MEMBERS.flatMap((index) => [memberClaim(lockserver, index), memberPod(lockserver, index)]),
          ];
        },
      ],
      [
        "of the VitessCells",
        () =>
          allOf("vitesscells").flatMap((cell) =>
            cellChildren(VitessCellSchema.parse(whole(cell)), undefined),
          ),
      ],
      [
        "of a VitessKeyspace",
        () => keyspaceChildren(VitessKeyspaceSchema.parse(whole(firstOf("vitesskeyspaces")))),
      ],
      ["of a VitessShard", () => shardChildren(VitessShardSchema.parse(whole(firstOf("vitessshards"))))],
    ];

    it.each(cases)(
      "the children %s are the recorded ones, by name, labels, owner and spec",
      (_name, make) => {
        const drafts = make();
        expect(drafts.length).toBeGreaterThan(0);
        expect(drafts.flatMap((draft) => compare(draft))).toEqual([]);
      },
    );

    it("are all that the recorded operator made during creation", () => {
      const ours = new Set(
        cases.flatMap(([, make]) => make()).map((one) => `${PLURALS[one.kind]}/${one.metadata.name}`),
      );
      const kinds = new Set(Object.values(PLURALS));
      const theirs = life
        .filter((one) => one.type === "ADDED" && one.t < 60 && kinds.has(one.kind))
        .filter(
          (one) => MetadataSchema.parse(one.object.metadata).ownerReferences?.[0]?.kind !== "ReplicaSet",
        )
        .map((one) => `${one.kind}/${one.name}`);
      expect(theirs.filter((one) => !ours.has(one))).toEqual([]);
      expect(ours.size).toBe(new Set(theirs).size);
    });
  },
);
