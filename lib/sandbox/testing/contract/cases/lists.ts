import type { Case, Step } from "../case";

const MAPS = "/api/v1/namespaces/$ns/configmaps";
const EVENTS = "/api/v1/namespaces/$ns/events";

const map = (name: string, labels: Record<string, string> = {}): Step => ({
  method: "POST",
  path: MAPS,
  quiet: true,
  body: { apiVersion: "v1", kind: "ConfigMap", metadata: { name, labels } },
});

const event = (name: string, kind: string, about: string): Step => ({
  method: "POST",
  path: EVENTS,
  quiet: true,
  body: {
    apiVersion: "v1",
    kind: "Event",
    metadata: { name },
    involvedObject: { kind, name: about, namespace: "$ns" },
    reason: "Test",
    type: "Normal",
    message: "hello",
  },
});

const three = [map("a", { tier: "one" }), map("b", { tier: "two" }), map("c")];
const MINE = "labelSelector=kubernetes.io/none!=x,tier";

/** Lists in pages, selectors, watches. */
export const LIST_CASES: readonly Case[] = [
  {
    name: "lists by label",
    steps: [
      ...three,
      { path: `${MAPS}?labelSelector=tier` },
      { path: `${MAPS}?labelSelector=tier=one` },
      { path: `${MAPS}?labelSelector=tier!=one,tier` },
      { path: `${MAPS}?labelSelector=tier%20in%20(one,two)` },
      { path: `${MAPS}?labelSelector=tier%20notin%20(one),tier` },
      { path: `${MAPS}?labelSelector=!tier&fieldSelector=metadata.name!=kube-root-ca.crt` },
      { path: `${MAPS}?labelSelector=tier%20near%20one` },
    ],
  },
  {
    name: "lists by field",
    steps: [
      ...three,
      { path: `${MAPS}?fieldSelector=metadata.name=b` },
      { path: `${MAPS}?fieldSelector=metadata.name=nothing` },
      { path: `${MAPS}?fieldSelector=data.x=b` },
      { path: `${MAPS}?fieldSelector=nonsense` },
    ],
  },
  {
    name: "lists pods by node, phase, and refuses other fields",
    steps: [
      { path: "/api/v1/namespaces/$ns/pods?fieldSelector=spec.nodeName=n1,status.phase!=Failed" },
      { path: "/api/v1/namespaces/$ns/pods?fieldSelector=spec.colour=red" },
    ],
  },
  {
    name: "finds the events of an object",
    steps: [
      event("e1", "Pod", "web-1"),
      event("e2", "Pod", "web-2"),
      {
        path: `${EVENTS}?fieldSelector=involvedObject.kind=Pod,involvedObject.name=web-2,involvedObject.namespace=$ns`,
      },
    ],
  },
  {
    name: "lists in pages",
    steps: [
      ...three,
      {
        path: `${MAPS}?limit=2`,
        keep: { next: ["metadata", "continue"] },
        only: [["metadata", "remainingItemCount"], ["kind"]],
      },
      map("bb"),
      { path: `${MAPS}?limit=10&continue=$next`, only: [["items", "0"], ["kind"], ["metadata", "continue"]] },
      { path: `${MAPS}?limit=1&${MINE}`, only: [["metadata", "remainingItemCount"]] },
    ],
  },
  {
    name: "refuses a page that is none",
    steps: [{ path: `${MAPS}?limit=2&continue=nonsense`, only: [["code"], ["reason"]] }],
  },
  {
    name: "refuses revisions that are none",
    steps: [
      { path: `${MAPS}?resourceVersion=x` },
      { path: `${MAPS}?resourceVersionMatch=Exact` },
      { path: `${MAPS}?watch=true&resourceVersion=x` },
    ],
  },
  { name: "lists nothing", steps: [{ path: "/api/v1/namespaces/$ns/secrets" }] },
  {
    name: "lists nothing in a namespace that is not there",
    steps: [{ path: "/api/v1/namespaces/nowhere-at-all/secrets" }],
  },
  {
    name: "watches from a revision",
    steps: [
      { path: `${MAPS}?limit=500`, keep: { rv: ["metadata", "resourceVersion"] }, quiet: true },
      map("a"),
      { method: "PATCH", path: `${MAPS}/a`, kind: "merge", body: { data: { x: "1" } }, quiet: true },
      { method: "DELETE", path: `${MAPS}/a`, quiet: true },
      { path: `${MAPS}?watch=true&resourceVersion=$rv&timeoutSeconds=5`, lines: 3 },
    ],
  },
  {
    name: "watches what enters and leaves a selector",
    steps: [
      { path: `${MAPS}?limit=500`, keep: { rv: ["metadata", "resourceVersion"] }, quiet: true },
      map("a"),
      {
        method: "PATCH",
        path: `${MAPS}/a`,
        kind: "merge",
        body: { metadata: { labels: { tier: "x" } } },
        quiet: true,
      },
      {
        method: "PATCH",
        path: `${MAPS}/a`,
        kind: "merge",
        body: { metadata: { labels: { tier: null } } },
        quiet: true,
      },
      { path: `${MAPS}?watch=true&resourceVersion=$rv&labelSelector=tier&timeoutSeconds=5`, lines: 2 },
    ],
  },
  {
    name: "watches one object by name",
    steps: [
      { path: `${MAPS}?limit=500`, keep: { rv: ["metadata", "resourceVersion"] }, quiet: true },
      map("a"),
      map("b"),
      {
        path: `${MAPS}?watch=true&resourceVersion=$rv&fieldSelector=metadata.name=b&timeoutSeconds=5`,
        lines: 1,
      },
    ],
  },
  {
    name: "watches from nothing with what is there first",
    steps: [...three, { path: `${MAPS}?watch=true&labelSelector=tier&timeoutSeconds=5`, lines: 2 }],
  },
  {
    name: "streams a list and marks its end",
    steps: [
      map("a", { tier: "x" }),
      {
        path: `${MAPS}?watch=true&labelSelector=tier&sendInitialEvents=true&allowWatchBookmarks=true&resourceVersionMatch=NotOlderThan&timeoutSeconds=5`,
        lines: 2,
      },
    ],
  },
];
