import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ManifestError, parseOperatorManifest, rewriteOperatorManifest } from "@/lib/kube/operator-manifest";
import { toYaml } from "@/lib/kube/yaml";

const FOLDER = process.env["GANTRY_OPERATOR_DIR"] ?? join(process.cwd(), "../shared/vitess-operator");
const there = existsSync(FOLDER);
if (!there && process.env["CI"] === "true") throw new Error("CI needs the operator's manifests.");

const options = {
  operatorNamespace: "gantry-system",
  databaseNamespaces: ["gantry-shop", "gantry-bank"],
  image: "planetscale/vitess-operator:v2.17.0",
  labels: { "gantry/install": "abc" },
};

const document = (kind: string, apiVersion = "v1") =>
  `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata:\n  name: x\n`;

describe.skipIf(!there)("the real manifests (need ../shared/vitess-operator)", () => {
  for (const version of ["2.16.0", "2.17.0"]) {
    const text = there ? readFileSync(join(FOLDER, `operator-v${version}.yaml`), "utf8") : "";
    const rewritten = there ? rewriteOperatorManifest(parseOperatorManifest(text), options) : [];

    it(`${version}: leaves no upstream namespace, image or pull policy behind`, () => {
      const yaml = toYaml(rewritten.filter((object) => object.kind !== "CustomResourceDefinition"));
      expect(yaml).not.toMatch(/namespace: "?(default|example)"?$/m);
      expect(yaml).not.toContain("vitess-operator-pr");
      expect(yaml).not.toContain("imagePullPolicy");
      expect(yaml).toContain("value: gantry-system,gantry-shop,gantry-bank");
      expect(yaml).toContain("image: planetscale/vitess-operator:v2.17.0");
    });

    it(`${version}: binds each account in its own namespace`, () => {
      const bindings = rewritten.filter((object) => object.kind.endsWith("Binding"));
      expect(bindings.map((one) => [one.kind, one.metadata.namespace, one["subjects"]])).toEqual([
        ["ClusterRoleBinding", undefined, [expect.objectContaining({ namespace: "gantry-system" })]],
        ["RoleBinding", "gantry-shop", [expect.objectContaining({ namespace: "gantry-shop" })]],
        ["RoleBinding", "gantry-bank", [expect.objectContaining({ namespace: "gantry-bank" })]],
      ]);
    });

    it(`${version}: applies namespaces first and the deployment last, all marked as ours`, () => {
      expect(rewritten[0]?.kind).toBe("Namespace");
      expect(rewritten.at(-1)?.kind).toBe("Deployment");
      expect(rewritten.filter((object) => object.kind === "CustomResourceDefinition")).toHaveLength(8);
      expect(rewritten.every((object) => object.metadata.labels?.["gantry/install"] === "abc")).toBe(true);
    });
  }
});

describe("parseOperatorManifest", () => {
  it("refuses kinds that an operator does not need", () => {
    for (const kind of ["Pod", "Secret", "DaemonSet", "MutatingWebhookConfiguration"]) {
      expect(() => parseOperatorManifest(document(kind))).toThrow(ManifestError);
    }
    expect(() => parseOperatorManifest(document("Deployment", "apps/v1beta1"))).toThrow(ManifestError);
  });

  it("refuses text that is no manifest", () => {
    expect(() => parseOperatorManifest("a: [")).toThrow("not YAML");
    expect(() => parseOperatorManifest("just words")).toThrow("no Kubernetes object");
  });

  it("refuses a namespace that it does not know", () => {
    const objects = parseOperatorManifest(
      "apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: x\n  namespace: kube-system\n",
    );
    expect(() => rewriteOperatorManifest(objects, options)).toThrow("kube-system");
  });
});
