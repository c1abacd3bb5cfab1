import { describe, expect, it } from "vitest";
import { forbiddenBy, missingRule } from "@/lib/kube/forbidden-rule";
import { KubeError } from "@/lib/kube/kube-error";

const account = "system:serviceaccount:gantry-system:gantry";
const forbidden = (message: string): KubeError => new KubeError("forbidden", message, { status: 403 });

describe("a 403", () => {
  it.each([
    [
      `namespaces "kube-system" is forbidden: User "${account}" cannot get resource "namespaces" in API group "" in the namespace "kube-system"`,
      { user: account, verb: "get", resource: "namespaces", group: "", namespace: "kube-system" },
    ],
    [
      `pods is forbidden: User "${account}" cannot list resource "pods" in API group "" at the cluster scope`,
      { user: account, verb: "list", resource: "pods", group: "", namespace: null },
    ],
    [
      `pods "a" is forbidden: User "${account}" cannot get resource "pods/proxy" in API group "" in the namespace "gantry-shop"`,
      { user: account, verb: "get", resource: "pods/proxy", group: "", namespace: "gantry-shop" },
    ],
    [
      `vitessclusters.planetscale.com "orders" is forbidden: User "ana" cannot patch resource "vitessclusters" in API group "planetscale.com" in the namespace "gantry-shop"`,
      {
        user: "ana",
        verb: "patch",
        resource: "vitessclusters",
        group: "planetscale.com",
        namespace: "gantry-shop",
      },
    ],
  ])("names the missing rule: %s", (message, rule) => {
    expect(missingRule(forbidden(message))).toEqual(rule);
    expect(forbiddenBy(forbidden(message))).toBe("rights");
  });

  it.each([
    [
      'pods "a" is forbidden: exceeded quota: compute, requested: requests.cpu=2, used: requests.cpu=3, limited: requests.cpu=4',
      "quota",
    ],
    [
      "vitessclusters.planetscale.com \"orders\" is forbidden: ValidatingAdmissionPolicy 'guard' denied request",
      "admission",
    ],
    ['pods "a" is forbidden: violates PodSecurity "restricted:latest"', "admission"],
  ])("tells who said no: %s", (message, by) => {
    expect(forbiddenBy(forbidden(message))).toBe(by);
    expect(missingRule(forbidden(message))).toBeNull();
  });

  it("is nothing else than a 403", () => {
    const other = new KubeError("server", 'User "a" cannot get resource "b" in API group ""', {
      status: 500,
    });
    expect([missingRule(other), forbiddenBy(other)]).toEqual([null, null]);
  });
});
