import type { Json } from "../../../api/json";
import type { Case, Step } from "../case";

const MAPS = "/api/v1/namespaces/$ns/configmaps";
const OWNERS = ["metadata", "managedFields"];

const apply = (manager: string, data: Json, extra = ""): Step => ({
  method: "PATCH",
  path: `${MAPS}/one?fieldManager=${manager}${extra}`,
  kind: "apply",
  body: { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "one" }, data },
});

const owners = (step: Step): Step => ({ ...step, only: [["data"], OWNERS] });

const deployment = (manager: string, containers: Json, replicas?: number): Step => ({
  method: "PATCH",
  path: `/apis/apps/v1/namespaces/$ns/deployments/web?fieldManager=${manager}`,
  kind: "apply",
  body: {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "web" },
    spec: {
      ...(replicas === undefined ? {} : { replicas }),
      selector: { matchLabels: { app: "web" } },
      template: { metadata: { labels: { app: "web" } }, spec: { containers } },
    },
  },
});

/** Server-side apply: who owns what, and what happens when two disagree. */
export const APPLY_CASES: readonly Case[] = [
  { name: "makes an object by applying it", steps: [apply("a", { x: "1" }), owners(apply("a", { x: "1" }))] },
  {
    name: "takes away what is no longer applied",
    steps: [apply("a", { x: "1", y: "2" }), owners(apply("a", { x: "1" })), apply("a", {})],
  },
  {
    name: "keeps what another applied",
    steps: [apply("a", { x: "1" }), owners(apply("b", { y: "2" })), owners(apply("a", {}))],
  },
  {
    name: "shares a field of one value",
    steps: [apply("a", { x: "1" }), owners(apply("b", { x: "1" })), owners(apply("a", {}))],
  },
  {
    name: "refuses to take a field of another",
    steps: [apply("a", { x: "1" }), apply("b", { x: "2" }), apply("b", { x: "2", y: "3" })],
  },
  {
    name: "refuses two fields of another",
    steps: [apply("a", { x: "1", y: "1" }), apply("b", { x: "2", y: "2" })],
  },
  {
    name: "refuses the fields of two others",
    steps: [
      apply("a", { x: "1" }),
      apply("c", { y: "1" }),
      { ...apply("b", { x: "2", y: "2" }), only: [["code"], ["reason"], ["message"]] },
    ],
  },
  {
    name: "takes a field by force",
    steps: [
      apply("a", { x: "1" }),
      owners(apply("b", { x: "2" }, "&force=true")),
      owners(apply("a", { x: "2" })),
    ],
  },
  {
    name: "sees an updater as an owner",
    steps: [
      {
        method: "POST",
        path: `${MAPS}?fieldManager=updater`,
        body: { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "one" }, data: { x: "1" } },
        only: [OWNERS],
      },
      apply("a", { x: "2" }),
      owners(apply("a", { x: "2" }, "&force=true")),
    ],
  },
  {
    name: "lets an update take ownership",
    steps: [
      apply("a", { x: "1", y: "1" }),
      {
        method: "PATCH",
        path: `${MAPS}/one?fieldManager=u`,
        kind: "merge",
        body: { data: { x: "2" } },
        only: [OWNERS],
      },
    ],
  },
  {
    name: "needs a manager",
    steps: [{ ...apply("a", {}), path: `${MAPS}/one` }],
  },
  {
    name: "refuses an unknown field when strict",
    steps: [
      {
        method: "PATCH",
        path: `${MAPS}/one?fieldManager=a&fieldValidation=Strict`,
        kind: "apply",
        body: { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "one" }, dta: {} },
      },
    ],
  },
  {
    name: "refuses an unknown field even when not strict",
    steps: [
      {
        method: "PATCH",
        path: `${MAPS}/one?fieldManager=a`,
        kind: "apply",
        body: { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "one" }, dta: {} },
      },
    ],
  },
  {
    name: "refuses applied managed fields",
    steps: [
      {
        method: "PATCH",
        path: `${MAPS}/one?fieldManager=a`,
        kind: "apply",
        body: { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "one", managedFields: [] } },
      },
    ],
  },
  {
    name: "refuses to apply a stale revision",
    steps: [
      apply("a", { x: "1" }),
      {
        method: "PATCH",
        path: `${MAPS}/one?fieldManager=a`,
        kind: "apply",
        body: { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "one", resourceVersion: "1" } },
      },
    ],
  },
  {
    name: "tries without keeping",
    steps: [apply("a", { x: "1" }, "&dryRun=All"), { path: `${MAPS}/one` }],
  },
  {
    name: "joins containers by name",
    steps: [
      deployment("a", [{ name: "one", image: "one:1" }], 0),
      {
        ...deployment("b", [{ name: "two", image: "two:1", ports: [{ containerPort: 80 }] }]),
        only: [
          ["spec", "template", "spec", "containers"],
          ["metadata", "generation"],
        ],
      },
      {
        ...deployment("a", [{ name: "one", image: "one:2", env: [{ name: "A", value: "1" }] }], 0),
        only: [
          ["spec", "template", "spec", "containers"],
          ["metadata", "generation"],
        ],
      },
      { ...deployment("b", [{ name: "one", image: "one:3" }]), only: [["reason"], ["code"], ["details"]] },
      { ...deployment("a", []), only: [["spec", "template", "spec", "containers"]] },
    ],
  },
];
