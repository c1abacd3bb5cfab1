import type { Case, Step } from "../case";

const MAPS = "/api/v1/namespaces/$ns/configmaps";
const SECRETS = "/api/v1/namespaces/$ns/secrets";
const map = (name: string, data: Record<string, string> = { a: "1" }): Step => ({
  method: "POST",
  path: MAPS,
  body: { apiVersion: "v1", kind: "ConfigMap", metadata: { name }, data },
});

/** Creating, reading, replacing, deleting, and what is refused. */
export const OBJECT_CASES: readonly Case[] = [
  { name: "creates and reads an object", steps: [map("one"), { path: `${MAPS}/one` }] },
  { name: "does not find an object", steps: [{ path: `${MAPS}/none` }] },
  {
    name: "does not find a namespace's object",
    steps: [{ path: "/api/v1/namespaces/nowhere-at-all/secrets/none" }],
  },
  { name: "does not find a node", steps: [{ path: "/api/v1/nodes/none" }] },
  { name: "refuses a second object of a name", steps: [map("one"), map("one")] },
  {
    name: "refuses an object in a namespace that is not there",
    steps: [{ ...map("one"), path: "/api/v1/namespaces/nowhere-at-all/configmaps" }],
  },
  {
    name: "refuses a namespace in the body that is not the path's",
    steps: [
      {
        method: "POST",
        path: MAPS,
        body: { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "a", namespace: "other" } },
      },
    ],
  },
  { name: "refuses a name in capitals", steps: [map("One_Two")] },
  {
    name: "refuses an object without a name",
    steps: [{ method: "POST", path: MAPS, body: { apiVersion: "v1", kind: "ConfigMap", metadata: {} } }],
  },
  {
    name: "refuses another kind",
    steps: [
      { method: "POST", path: MAPS, body: { apiVersion: "v1", kind: "Secret", metadata: { name: "a" } } },
    ],
  },
  {
    name: "refuses another version",
    steps: [
      { method: "POST", path: MAPS, body: { apiVersion: "v2", kind: "ConfigMap", metadata: { name: "a" } } },
    ],
  },
  {
    name: "refuses a body that is no JSON",
    steps: [{ method: "POST", path: MAPS, body: "text", only: [["code"], ["reason"]] }],
  },
  {
    name: "refuses an unknown field when strict",
    steps: [
      {
        method: "POST",
        path: `${MAPS}?fieldValidation=Strict`,
        body: { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "a", colour: "red" }, dta: {} },
      },
    ],
  },
  {
    name: "warns of an unknown field otherwise",
    steps: [
      {
        method: "POST",
        path: MAPS,
        body: { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "a" }, dta: {} },
      },
    ],
  },
  {
    name: "refuses a label that is none",
    steps: [
      {
        method: "POST",
        path: MAPS,
        body: { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "a", labels: { "a b": "c d" } } },
      },
    ],
  },
  {
    name: "refuses a key that is none",
    steps: [map("one", { "a/b": "1" })],
  },
  {
    name: "refuses a number where text belongs",
    steps: [
      {
        method: "POST",
        path: MAPS,
        body: { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "a" }, data: { a: 1 } },
      },
      { method: "POST", path: MAPS, body: { apiVersion: "v1", kind: "ConfigMap", metadata: "x" } },
      {
        method: "POST",
        path: MAPS,
        body: { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "a", labels: [] } },
      },
      {
        method: "POST",
        path: MAPS,
        body: { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "a" }, immutable: "x" },
      },
    ],
  },
  {
    name: "tries a creation without keeping it",
    steps: [{ ...map("one"), path: `${MAPS}?dryRun=All` }, { path: `${MAPS}/one` }],
  },
  {
    name: "makes a name from a prefix",
    steps: [
      {
        method: "POST",
        path: MAPS,
        body: { apiVersion: "v1", kind: "ConfigMap", metadata: { generateName: "made-" } },
        only: [["metadata", "generateName"], ["kind"]],
      },
    ],
  },
  {
    name: "turns a secret's text into bytes",
    steps: [
      {
        method: "POST",
        path: SECRETS,
        body: {
          apiVersion: "v1",
          kind: "Secret",
          metadata: { name: "a" },
          data: { x: "eA==" },
          stringData: { y: "text" },
        },
      },
      { path: `${SECRETS}/a` },
    ],
  },
  {
    name: "keeps a secret's type",
    steps: [
      {
        method: "POST",
        path: SECRETS,
        body: { apiVersion: "v1", kind: "Secret", metadata: { name: "a" } },
        quiet: true,
      },
      { method: "PATCH", path: `${SECRETS}/a`, kind: "merge", body: { type: "other" } },
    ],
  },
  {
    name: "replaces an object of a known revision, and not of an old one",
    steps: [
      { ...map("one"), keep: { rv: ["metadata", "resourceVersion"] } },
      {
        method: "PUT",
        path: `${MAPS}/one`,
        body: {
          apiVersion: "v1",
          kind: "ConfigMap",
          metadata: { name: "one", resourceVersion: "$rv" },
          data: { a: "2" },
        },
      },
      {
        method: "PUT",
        path: `${MAPS}/one`,
        body: {
          apiVersion: "v1",
          kind: "ConfigMap",
          metadata: { name: "one", resourceVersion: "$rv" },
          data: { a: "3" },
        },
      },
    ],
  },
  {
    name: "replaces an object whatever its revision",
    steps: [
      map("one"),
      {
        method: "PUT",
        path: `${MAPS}/one`,
        body: { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "one" } },
      },
    ],
  },
  {
    name: "refuses a replacement of another name or UID",
    steps: [
      map("one"),
      {
        method: "PUT",
        path: `${MAPS}/one`,
        body: { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "two" } },
      },
      {
        method: "PUT",
        path: `${MAPS}/one`,
        body: {
          apiVersion: "v1",
          kind: "ConfigMap",
          metadata: { name: "one", uid: "11111111-2222-3333-4444-555555555555" },
        },
      },
    ],
  },
  {
    name: "refuses the replacement of nothing",
    steps: [
      {
        method: "PUT",
        path: `${MAPS}/one`,
        body: { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "one" } },
      },
    ],
  },
  {
    name: "deletes an object once",
    steps: [map("one"), { method: "DELETE", path: `${MAPS}/one` }, { method: "DELETE", path: `${MAPS}/one` }],
  },
  {
    name: "deletes by UID and revision only",
    steps: [
      { ...map("one"), keep: { uid: ["metadata", "uid"] } },
      {
        method: "DELETE",
        path: `${MAPS}/one`,
        body: {
          kind: "DeleteOptions",
          apiVersion: "v1",
          preconditions: { uid: "11111111-2222-3333-4444-555555555555" },
        },
      },
      {
        method: "DELETE",
        path: `${MAPS}/one`,
        body: { kind: "DeleteOptions", apiVersion: "v1", preconditions: { resourceVersion: "1" } },
        only: [["reason"], ["code"], ["details"]],
      },
      {
        method: "DELETE",
        path: `${MAPS}/one`,
        body: { kind: "DeleteOptions", apiVersion: "v1", preconditions: { uid: "$uid" } },
      },
    ],
  },
  {
    name: "tries a deletion without doing it",
    steps: [map("one"), { method: "DELETE", path: `${MAPS}/one?dryRun=All` }, { path: `${MAPS}/one` }],
  },
  {
    name: "waits for finalizers",
    steps: [
      {
        method: "POST",
        path: MAPS,
        body: { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "one", finalizers: ["gantry/test"] } },
      },
      { method: "DELETE", path: `${MAPS}/one` },
      { path: `${MAPS}/one` },
      { method: "PATCH", path: `${MAPS}/one`, kind: "merge", body: { metadata: { finalizers: null } } },
      { path: `${MAPS}/one` },
    ],
  },
  {
    name: "deletes what is owned after its owner",
    steps: [
      { ...map("owner"), keep: { uid: ["metadata", "uid"] } },
      {
        method: "POST",
        path: MAPS,
        quiet: true,
        body: {
          apiVersion: "v1",
          kind: "ConfigMap",
          metadata: {
            name: "owned",
            ownerReferences: [{ apiVersion: "v1", kind: "ConfigMap", name: "owner", uid: "$uid" }],
          },
        },
      },
      { method: "DELETE", path: `${MAPS}/owner` },
      { path: `${MAPS}/owned`, until: { path: ["code"], is: 404 } },
    ],
  },
  {
    name: "lets orphans live",
    steps: [
      { ...map("owner"), keep: { uid: ["metadata", "uid"] } },
      {
        method: "POST",
        path: MAPS,
        quiet: true,
        body: {
          apiVersion: "v1",
          kind: "ConfigMap",
          metadata: {
            name: "owned",
            ownerReferences: [{ apiVersion: "v1", kind: "ConfigMap", name: "owner", uid: "$uid" }],
          },
        },
      },
      {
        method: "DELETE",
        path: `${MAPS}/owner`,
        body: { kind: "DeleteOptions", apiVersion: "v1", propagationPolicy: "Orphan" },
      },
      { path: `${MAPS}/owner`, until: { path: ["code"], is: 404 } },
      { path: `${MAPS}/owned` },
    ],
  },
  {
    name: "patches an object",
    steps: [
      map("one", { a: "1", b: "2" }),
      { method: "PATCH", path: `${MAPS}/one`, kind: "merge", body: { data: { a: null, c: "3" } } },
      { method: "PATCH", path: `${MAPS}/one`, kind: "strategic", body: { metadata: { labels: { x: "y" } } } },
      { method: "PATCH", path: `${MAPS}/none`, kind: "merge", body: { data: {} } },
      { method: "PATCH", path: `${MAPS}/one`, kind: "merge", body: { metadata: { resourceVersion: "1" } } },
    ],
  },
  {
    name: "gives a service its address and ports",
    steps: [
      {
        method: "POST",
        path: "/api/v1/namespaces/$ns/services",
        body: {
          apiVersion: "v1",
          kind: "Service",
          metadata: { name: "web" },
          spec: { clusterIP: "None", ports: [{ name: "http", port: 80 }], selector: { app: "web" } },
        },
      },
    ],
  },
  {
    name: "describes a namespace and lets it go",
    steps: [
      { path: "/api/v1/namespaces/$ns" },
      { path: "/api/v1/namespaces/$ns/configmaps/kube-root-ca.crt", only: [["metadata", "annotations"]] },
      { method: "DELETE", path: "/api/v1/namespaces/$ns", only: [["kind"], ["status", "phase"], ["spec"]] },
      { path: "/api/v1/namespaces/$ns", until: { path: ["code"], is: 404 } },
    ],
  },
  { name: "keeps the namespace default", steps: [{ method: "DELETE", path: "/api/v1/namespaces/default" }] },
];
