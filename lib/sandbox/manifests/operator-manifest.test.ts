import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { CORE_SCHEMA, loadAll } from "js-yaml";
import { describe, expect, it } from "vitest";
import { parseOperatorManifest, rewriteOperatorManifest } from "@/lib/kube/operator-manifest";
import {
  renderSimulatedOperator,
  SIMULATED_OPERATOR_IMAGE,
  simulatedOperatorObjects,
} from "@/lib/sandbox/manifests/operator-manifest";

const REAL = join(process.cwd(), "../shared/vitess-operator/operator-v2.17.0.yaml");
const there = existsSync(REAL);
if (!there && process.env["CI"] === "true") throw new Error("CI needs ../shared/vitess-operator.");

interface Json {
  [key: string]: unknown;
}
const asJson = (value: unknown): Json => (typeof value === "object" && value !== null ? (value as Json) : {});

interface Definition {
  kind: string;
  names: unknown;
  subresources: unknown;
  schema: Json;
}

function definitions(objects: readonly unknown[]): Map<string, Definition> {
  const found = new Map<string, Definition>();
  for (const each of objects) {
    const object = asJson(each);
    if (object["kind"] !== "CustomResourceDefinition") continue;
    const spec = asJson(object["spec"]);
    const version = asJson((spec["versions"] as unknown[])[0]);
    const kind = String(asJson(spec["names"])["kind"]);
    found.set(kind, {
      kind,
      names: spec["names"],
      subresources: version["subresources"],
      schema: asJson(asJson(version["schema"])["openAPIV3Schema"]),
    });
  }
  return found;
}

const STRUCTURE = new Set(["properties", "items", "additionalProperties", "required"]);

/** Paths at which ours says something else than theirs, or something that theirs does not have. */
function differences(ours: Json, theirs: Json | undefined, path: string): string[] {
  if (theirs === undefined) return [`${path}: not in the real CRD`];
  const own = Object.keys(ours)
    .filter((key) => !STRUCTURE.has(key) && JSON.stringify(ours[key]) !== JSON.stringify(theirs[key]))
    .map((key) => `${path}: ${key} is ${JSON.stringify(ours[key])}, really ${JSON.stringify(theirs[key])}`);
  const needed = (of: Json) => (Array.isArray(of["required"]) ? of["required"].map(String) : []);
  own.push(
    ...needed(ours)
      .filter((name) => !needed(theirs).includes(name))
      .map((name) => `${path}.${name}: required here only`),
  );
  const inProperties = Object.entries(asJson(ours["properties"])).flatMap(([name, value]) => {
    const known = asJson(theirs["properties"])[name];
    return differences(asJson(value), known === undefined ? undefined : asJson(known), `${path}.${name}`);
  });
  const inside = (key: string, mark: string) =>
    ours[key] === undefined
      ? []
      : differences(
          asJson(ours[key]),
          theirs[key] === undefined ? undefined : asJson(theirs[key]),
          path + mark,
        );
  return [...own, ...inProperties, ...inside("items", "[]"), ...inside("additionalProperties", "{}")];
}

const hasStatus = (definition: Definition | undefined) =>
  Object.hasOwn(asJson(definition?.subresources), "status");

describe("the simulated operator's manifest", () => {
  it("is the same text at every call and parses to its objects", () => {
    expect(renderSimulatedOperator()).toBe(renderSimulatedOperator());
    expect(loadAll(renderSimulatedOperator(), { schema: CORE_SCHEMA })).toEqual(simulatedOperatorObjects());
  });

  it("is rewritten for a region as the real one is", () => {
    const rewritten = rewriteOperatorManifest(parseOperatorManifest(renderSimulatedOperator()), {
      operatorNamespace: "gantry-system",
      databaseNamespaces: ["gantry-shop"],
      image: SIMULATED_OPERATOR_IMAGE,
      labels: {},
    });
    const text = JSON.stringify(rewritten);
    expect(text).toContain('"value":"gantry-system,gantry-shop"');
    expect(text).not.toMatch(/"namespace":"(default|example)"/);
    expect(rewritten.filter((one) => one.kind === "CustomResourceDefinition")).toHaveLength(8);
  });
});

describe.skipIf(!there)("its CRDs beside those of 2.17.0 (needs ../shared/vitess-operator)", () => {
  const real = there
    ? definitions(loadAll(readFileSync(REAL, "utf8"), { schema: CORE_SCHEMA }))
    : new Map<string, Definition>();
  const ours = definitions(simulatedOperatorObjects());

  it("has the same eight kinds under the same names", () => {
    expect([...ours.keys()].toSorted()).toEqual([...real.keys()].toSorted());
    for (const [kind, definition] of ours) expect(definition.names, kind).toEqual(real.get(kind)?.names);
  });

  it.each([...ours.keys()])("%s: every path exists there with the same type", (kind) => {
    expect(differences(asJson(ours.get(kind)?.schema), real.get(kind)?.schema, kind)).toEqual([]);
  });

  it.each([...ours.keys()])("%s: has a status subresource where the real one has", (kind) => {
    expect(hasStatus(ours.get(kind))).toBe(hasStatus(real.get(kind)));
  });
});
