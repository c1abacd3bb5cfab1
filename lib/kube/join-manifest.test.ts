import { describe, expect, it } from "vitest";
import { joinObjects, joinScript, joinUndo } from "@/lib/kube/join-manifest";
import type { KubeObject } from "@/lib/kube/object";

const optionsOf = (slug: string) => ({
  databaseNamespace: `gantry-${slug}`,
  packs: ["base", "capacity"] as const,
});
const named = ({ kind, metadata }: KubeObject): string =>
  `${kind} ${metadata.namespace ?? ""}/${metadata.name}`;

describe("the manifest of a join", () => {
  it("shares nothing between two organizations on one cluster but the namespace of Gantry", () => {
    const acme = joinObjects(optionsOf("acme")).map(named);
    const bank = new Set(joinObjects(optionsOf("bank")).map(named));
    expect(acme.filter((name) => bank.has(name))).toEqual(["Namespace /gantry-system"]);
  });

  it("binds every role to the account of its organization alone", () => {
    const subjects = joinObjects(optionsOf("acme")).flatMap((object) => object["subjects"] ?? []);
    expect(new Set(subjects.map((subject) => JSON.stringify(subject)))).toEqual(
      new Set([JSON.stringify({ kind: "ServiceAccount", name: "gantry-acme", namespace: "gantry-system" })]),
    );
  });

  it("asks for a token of that account, and its undo names every role that it made", () => {
    const options = optionsOf("acme");
    expect(joinScript(options)).toContain("create token gantry-acme --duration=24h");
    const undo = joinUndo(options);
    for (const { kind, metadata } of joinObjects(options)) {
      if (kind === "Namespace") continue;
      const place =
        metadata.namespace === undefined ? "kubectl delete" : `kubectl -n ${metadata.namespace} delete`;
      const line = undo
        .split("\n")
        .find((each) => each.startsWith(place) && each.endsWith(` ${metadata.name}`));
      expect(line, named({ kind, metadata, apiVersion: "" })).toContain(kind.toLowerCase());
    }
  });
});
