import { describe, expect, it } from "vitest";
import { KubeError } from "@/lib/kube/kube-error";
import { resourceOf, resourcePath } from "@/lib/kube/resource-path";

describe("resourcePath", () => {
  it.each([
    [{ apiVersion: "v1", kind: "Namespace", name: "kube-system" }, "/api/v1/namespaces/kube-system"],
    [{ apiVersion: "v1", kind: "Pod", namespace: "a", name: "b" }, "/api/v1/namespaces/a/pods/b"],
    [{ apiVersion: "v1", kind: "Pod", namespace: "a" }, "/api/v1/namespaces/a/pods"],
    [{ apiVersion: "v1", kind: "Pod" }, "/api/v1/pods"],
    [
      { apiVersion: "planetscale.com/v2", kind: "VitessCluster", namespace: "gantry-shop", name: "orders" },
      "/apis/planetscale.com/v2/namespaces/gantry-shop/vitessclusters/orders",
    ],
    [
      { apiVersion: "rbac.authorization.k8s.io/v1", kind: "ClusterRole", name: "system:aggregate-to-view" },
      "/apis/rbac.authorization.k8s.io/v1/clusterroles/system%3Aaggregate-to-view",
    ],
    [
      { apiVersion: "v1", kind: "ServiceAccount", namespace: "a", name: "b", subresource: "token" },
      "/api/v1/namespaces/a/serviceaccounts/b/token",
    ],
    [
      { apiVersion: "scheduling.k8s.io/v1", kind: "PriorityClass", namespace: "ignored", name: "high" },
      "/apis/scheduling.k8s.io/v1/priorityclasses/high",
    ],
  ])("gives the path of %o", (ref, path) => {
    expect(resourcePath(ref)).toBe(path);
  });

  it.each([
    ["an unknown kind", { apiVersion: "v1", kind: "Gizmo", name: "a" }],
    ["a kind of another group", { apiVersion: "apps/v1", kind: "Secret", namespace: "a", name: "b" }],
    ["a name of the prototype", { apiVersion: "v1", kind: "constructor", name: "a" }],
    ["a group of the prototype", { apiVersion: "__proto__/v1", kind: "Pod", name: "a" }],
    ["a version that is none", { apiVersion: "apps/v1/../v1", kind: "Deployment", name: "a" }],
    ["a name that climbs", { apiVersion: "v1", kind: "Namespace", name: ".." }],
    ["a name that splits", { apiVersion: "v1", kind: "Namespace", name: "a/b" }],
    ["an empty name", { apiVersion: "v1", kind: "Namespace", name: "" }],
    ["a namespace that climbs", { apiVersion: "v1", kind: "Pod", namespace: "..", name: "a" }],
    ["a missing namespace", { apiVersion: "v1", kind: "Pod", name: "a" }],
  ])("refuses %s", (_name, ref) => {
    expect(() => resourcePath(ref)).toThrow(KubeError);
  });

  it("keeps a name in its segment whatever it holds", () => {
    const path = resourcePath({ apiVersion: "v1", kind: "Namespace", name: "a?b#c%2f..;d" });
    expect(path).toBe("/api/v1/namespaces/a%3Fb%23c%252f..%3Bd");
  });

  it("knows the scope of a kind", () => {
    expect(resourceOf("apps/v1", "Deployment")).toEqual({ plural: "deployments", namespaced: true });
    expect(resourceOf("v1", "Gizmo")).toBeNull();
  });
});
