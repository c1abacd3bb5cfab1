import { describe, expect, it } from "vitest";
import { CallLedger, nameCall } from "@/lib/kube/call-ledger";
import type { KubeRequest } from "@/lib/kube/client";

const vitess = "/apis/planetscale.com/v2/namespaces/gantry-shop/vitessclusters";

describe("nameCall", () => {
  it.each<[KubeRequest, string]>([
    [{ method: "GET", path: "/api/v1/nodes" }, "list nodes"],
    [{ method: "GET", path: "/api/v1/namespaces" }, "list namespaces"],
    [{ method: "GET", path: "/api/v1/namespaces/kube-system" }, "get namespaces"],
    [{ method: "GET", path: "/api/v1/namespaces/a/pods" }, "list pods"],
    [{ method: "GET", path: "/api/v1/namespaces/a/pods/b" }, "get pods"],
    [{ method: "GET", path: "/api/v1/pods", query: { watch: true } }, "watch pods"],
    [{ method: "GET", path: vitess, query: { watch: "1" } }, "watch vitessclusters.planetscale.com"],
    [{ method: "GET", path: `${vitess}/orders/status` }, "get vitessclusters.planetscale.com/status"],
    [{ method: "GET", path: "/api/v1/namespaces/a/pods/b:15000/proxy/metrics" }, "proxy pods/proxy"],
    [{ method: "GET", path: "/api/v1/namespaces/a/pods/b/log" }, "get pods/log"],
    [
      { method: "PATCH", path: `${vitess}/orders`, contentType: "application/apply-patch+yaml" },
      "apply vitessclusters.planetscale.com",
    ],
    [
      { method: "PATCH", path: "/api/v1/nodes/a", contentType: "application/merge-patch+json" },
      "patch nodes",
    ],
    [{ method: "DELETE", path: `${vitess}/orders` }, "delete vitessclusters.planetscale.com"],
    [
      { method: "POST", path: "/api/v1/namespaces/a/serviceaccounts/b/token" },
      "create serviceaccounts/token",
    ],
    [
      { method: "POST", path: "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews" },
      "review selfsubjectaccessreviews.authorization.k8s.io",
    ],
    [{ method: "GET", path: "/version" }, "get /version"],
    [{ method: "GET", path: "/readyz" }, "get /readyz"],
  ])("names %o", (request, name) => {
    const { verb, resource } = nameCall(request);
    expect(`${verb} ${resource}`).toBe(name);
  });
});

describe("CallLedger", () => {
  it("adds calls and bytes of one kind, and hands out copies", () => {
    const ledger = new CallLedger();
    const bytes = ledger.record({ method: "GET", path: "/api/v1/pods" }, 1000);
    bytes(10);
    ledger.record({ method: "GET", path: "/api/v1/pods" }, 2000)(5);
    const before = ledger.entries();
    bytes(1);
    expect(before).toEqual([{ verb: "list", resource: "pods", calls: 2, bytes: 15, lastAt: 2000 }]);
    expect(ledger.entries()[0]?.bytes).toBe(16);
  });
});
