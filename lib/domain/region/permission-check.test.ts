import { describe, expect, it } from "vitest";
import { checkPermissions, type AccessAnswer } from "@/lib/domain/region/permission-check";
import { permissionRules } from "@/lib/domain/region/permissions";
import { wantedAccess } from "@/lib/domain/region/wanted-access";

const NAMESPACE = "gantry-shop";

/** What an account answers that lacks the accesses that `lacks` names. */
const answers = (lacks: (access: AccessAnswer) => boolean): AccessAnswer[] =>
  wantedAccess(NAMESPACE).map((each) => {
    const access = { ...each, allowed: true };
    return { ...access, allowed: !lacks(access) };
  });

describe("the permission table spelled out", () => {
  it("has an entry for each verb, resource and name, where the rule holds", () => {
    const wanted = wantedAccess(NAMESPACE);
    const counted = permissionRules(NAMESPACE).reduce(
      (sum, rule) => sum + rule.verbs.length * rule.resources.length * (rule.resourceNames?.length ?? 1),
      0,
    );
    expect(wanted).toHaveLength(counted);
    expect(new Set(wanted.map((each) => JSON.stringify(each))).size).toBe(counted);
    expect(new Set(wanted.map((each) => each.namespace))).toEqual(
      new Set([null, NAMESPACE, "gantry-system"]),
    );
    expect(wanted).toContainEqual({
      pack: "base",
      verb: "create",
      apiGroup: "",
      resource: "serviceaccounts/token",
      namespace: "gantry-system",
      name: NAMESPACE,
    });
  });
});

describe("P3", () => {
  it("passes when all of the table is allowed", () => {
    const all = answers(() => false);
    expect(checkPermissions(all)).toMatchObject({
      state: "pass",
      result: `${all.length} of ${all.length} allowed`,
    });
  });

  it("warns without a pack and says what is lost", () => {
    const lost = checkPermissions(answers((each) => each.pack === "metrics"));
    expect(lost).toMatchObject({
      state: "warn",
      evidence: [
        "Without metrics by pod proxy: no lag, no query charts.",
        "Missing: get pods/proxy in gantry-shop",
      ],
    });
  });

  it("fails without base and prints the missing rules under the role that each belongs into", () => {
    const broken = checkPermissions(
      answers(
        ({ resource, verb, namespace, name }) =>
          (resource === "vitessclusters" && ["patch", "delete"].includes(verb) && namespace === NAMESPACE) ||
          (resource === "nodes" && verb === "watch") ||
          (resource === "namespaces" && name === "kube-system"),
      ),
    );
    expect(broken.state).toBe("fail");
    expect(broken.fix?.command?.split("\n")).toEqual([
      "# ClusterRole",
      "rules:",
      '- {apiGroups: [""], resources: [nodes], verbs: [watch]}',
      '- {apiGroups: [""], resources: [namespaces], verbs: [get], resourceNames: [kube-system]}',
      "# Role in gantry-shop",
      "rules:",
      '- {apiGroups: ["planetscale.com"], resources: [vitessclusters], verbs: [patch, delete]}',
    ]);
    expect(broken.evidence).toContain("Missing: patch, delete vitessclusters.planetscale.com in gantry-shop");
  });
});
