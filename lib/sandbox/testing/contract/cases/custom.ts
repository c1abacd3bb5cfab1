import type { Json } from "../../../api/json";
import type { Case, Step } from "../case";

const THINGS = "/apis/$ns.contract.test/v2/namespaces/$ns/things";

const definition: Step = {
  method: "PATCH",
  path: "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/things.$ns.contract.test?fieldManager=t",
  kind: "apply",
  quiet: true,
  body: {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: "things.$ns.contract.test" },
    spec: {
      group: "$ns.contract.test",
      names: {
        kind: "Thing",
        plural: "things",
        listKind: "ThingList",
        singular: "thing",
        shortNames: ["th"],
      },
      scope: "Namespaced",
      versions: [
        {
          name: "v2",
          served: true,
          storage: true,
          subresources: { status: {} },
          schema: {
            openAPIV3Schema: {
              type: "object",
              properties: {
                apiVersion: { type: "string" },
                kind: { type: "string" },
                metadata: { type: "object" },
                spec: {
                  type: "object",
                  required: ["cells"],
                  properties: {
                    cells: {
                      type: "array",
                      maxItems: 3,
                      items: {
                        type: "object",
                        required: ["name"],
                        properties: {
                          name: { type: "string", pattern: "^[a-z]+$", maxLength: 5, minLength: 1 },
                          size: { type: "integer", format: "int32", minimum: 1, maximum: 9 },
                        },
                      },
                    },
                    pools: {
                      type: "array",
                      "x-kubernetes-list-type": "map",
                      "x-kubernetes-list-map-keys": ["name"],
                      items: {
                        type: "object",
                        required: ["name"],
                        properties: { name: { type: "string" }, replicas: { type: "integer" } },
                      },
                    },
                    mode: { type: "string", enum: ["a", "b"] },
                    policy: { type: "string", default: "Forbid" },
                    flags: { type: "object", additionalProperties: { type: "string" } },
                    free: { type: "object", "x-kubernetes-preserve-unknown-fields": true },
                    port: {
                      "x-kubernetes-int-or-string": true,
                      anyOf: [{ type: "integer" }, { type: "string" }],
                    },
                  },
                },
                status: { type: "object", "x-kubernetes-preserve-unknown-fields": true },
              },
            },
          },
        },
      ],
    },
  },
};

const served: Step = { path: THINGS, quiet: true, until: { path: ["kind"], is: "ThingList" } };

const thing = (spec: Json, extra: Record<string, Json> = {}): Json => ({
  apiVersion: "$ns.contract.test/v2",
  kind: "Thing",
  metadata: { name: "one", ...extra },
  spec,
});

const create = (spec: Json, query = ""): Step => ({
  method: "POST",
  path: `${THINGS}${query}`,
  body: thing(spec),
});
const apply = (manager: string, spec: Json, query = ""): Step => ({
  method: "PATCH",
  path: `${THINGS}/one?fieldManager=${manager}${query}`,
  kind: "apply",
  body: thing(spec),
});

const custom = (name: string, ...steps: readonly Step[]): Case => ({
  name,
  steps: [
    definition,
    served,
    ...steps,
    {
      method: "DELETE",
      path: "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/things.$ns.contract.test",
      quiet: true,
    },
  ],
});

const CELL = { cells: [{ name: "za" }] };

/** Custom resources: their schema, their defaults, their status. */
export const CUSTOM_CASES: readonly Case[] = [
  {
    name: "does not know a group before its definition",
    steps: [
      { path: "/apis/$ns.contract.test/v2/namespaces/$ns/things" },
      { path: "/apis/$ns.contract.test" },
    ],
  },
  custom("creates a custom object with defaults", create(CELL), { path: `${THINGS}/one` }),
  custom("requires what the schema requires", create({})),
  custom(
    "refuses a wrong type",
    create({ cells: "x" }),
    create({ cells: [{ name: 1 }] }),
    create({ cells: {} }),
  ),
  custom(
    "refuses a pattern, a length and a number",
    create({ cells: [{ name: "za", size: 10 }] }),
    create({ cells: [{ name: "za", size: 0 }] }),
    create({ cells: [{ name: "TOOLONG" }] }),
    create({ cells: [{ name: "ZA" }] }),
    create({ cells: [{ name: "" }] }),
  ),
  custom("refuses a value that is not in the list", create({ ...CELL, mode: "c" })),
  custom("refuses too many items", create({ cells: ["a", "b", "c", "d"].map((name) => ({ name })) })),
  custom("refuses a duplicate key", create({ ...CELL, pools: [{ name: "a" }, { name: "a" }] })),
  custom("takes a number or text", create({ ...CELL, port: "web" }), {
    method: "PATCH",
    path: `${THINGS}/one`,
    kind: "merge",
    body: { spec: { port: 80 } },
  }),
  custom("refuses neither number nor text", create({ ...CELL, port: true })),
  custom(
    "refuses unknown fields when strict",
    create({ cells: [{ name: "za", colour: "red" }], more: 1 }, "?fieldValidation=Strict"),
  ),
  custom("drops unknown fields with a warning", create({ cells: [{ name: "za", colour: "red" }] })),
  custom(
    "drops unknown fields in silence",
    create({ cells: [{ name: "za", colour: "red" }] }, "?fieldValidation=Ignore"),
  ),
  custom(
    "keeps what is free",
    create({ ...CELL, free: { any: { thing: [1, "x", null] } }, flags: { a: "b" } }),
  ),
  custom(
    "refuses a strict apply of unknown fields",
    apply("a", { cells: [{ name: "za", colour: "red" }] }, "&fieldValidation=Strict"),
  ),
  custom(
    "refuses an invalid apply",
    apply("a", { ...CELL, mode: "c" }),
    apply("a", {}),
    apply("a", { cells: 3 }),
    apply("a", { cells: [{ name: 3 }] }),
    apply("a", { ...CELL, flags: "x" }),
    apply("a", { cells: [{ name: "za", size: "x" }] }),
  ),
  custom("applies", apply("a", CELL), {
    ...apply("a", CELL),
    only: [
      ["metadata", "managedFields"],
      ["metadata", "generation"],
    ],
  }),
  custom(
    "applies an atomic list as a whole",
    apply("a", CELL),
    apply("b", { cells: [{ name: "zb" }] }),
    apply("b", { cells: [{ name: "zb" }] }, "&force=true"),
  ),
  custom(
    "applies a keyed list item by item",
    apply("a", { ...CELL, pools: [{ name: "x", replicas: 1 }] }),
    {
      ...apply("b", { ...CELL, pools: [{ name: "y", replicas: 2 }] }),
      only: [["spec"], ["metadata", "managedFields"]],
    },
    apply("b", { ...CELL, pools: [{ name: "x", replicas: 2 }] }),
    { ...apply("a", CELL), only: [["spec"]] },
  ),
  custom(
    "counts generations of the spec only",
    create(CELL),
    {
      method: "PATCH",
      path: `${THINGS}/one`,
      kind: "merge",
      body: { metadata: { labels: { a: "b" } } },
    },
    { method: "PATCH", path: `${THINGS}/one`, kind: "merge", body: { spec: { mode: "a" } } },
  ),
  custom(
    "keeps spec and status apart",
    create(CELL),
    { method: "PATCH", path: `${THINGS}/one`, kind: "merge", body: { status: { ready: true } } },
    {
      method: "PATCH",
      path: `${THINGS}/one/status`,
      kind: "merge",
      body: { status: { ready: true }, spec: { mode: "b" } },
    },
    { path: `${THINGS}/one`, only: [["metadata", "managedFields"], ["metadata", "generation"], ["status"]] },
  ),
  custom("replaces only what it has read", create(CELL), {
    method: "PUT",
    path: `${THINGS}/one`,
    body: thing({ ...CELL, mode: "a" }),
  }),
  custom("has no strategic patch", create(CELL), {
    method: "PATCH",
    path: `${THINGS}/one`,
    kind: "strategic",
    body: { spec: { mode: "a" } },
  }),
  custom(
    "deletes",
    create(CELL),
    { method: "DELETE", path: `${THINGS}/one` },
    { method: "DELETE", path: `${THINGS}/one` },
  ),
  custom("deletes by UID only", create(CELL), {
    method: "DELETE",
    path: `${THINGS}/one`,
    body: {
      kind: "DeleteOptions",
      apiVersion: "v1",
      preconditions: { uid: "11111111-2222-3333-4444-555555555555" },
    },
  }),
  custom(
    "shows a table",
    { ...create(CELL), quiet: true },
    {
      path: THINGS,
      accept: "application/json;as=Table;v=v1;g=meta.k8s.io,application/json",
      only: [["kind"], ["apiVersion"], ["columnDefinitions", "0", "name"]],
    },
  ),
  custom(
    "is discovered",
    {
      path: "/apis/$ns.contract.test/v2",
      only: [
        ["kind"],
        ["groupVersion"],
        ["resources", "0", "name"],
        ["resources", "0", "kind"],
        ["resources", "0", "verbs"],
        ["resources", "1", "name"],
      ],
    },
    { path: "/apis/$ns.contract.test" },
  ),
  custom("refuses a field selector it does not offer", { path: `${THINGS}?fieldSelector=spec.mode=a` }),
];
