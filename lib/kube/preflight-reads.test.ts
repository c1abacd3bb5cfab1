import { afterEach, describe, expect, it } from "vitest";
import { readKinds } from "@/lib/kube/installed-kinds";
import { readLimitRanges, readQuotas } from "@/lib/kube/namespace-limits";
import { identifyCluster, readVersion } from "@/lib/kube/preflight-reads";
import { requestToken } from "@/lib/kube/token-request";
import { closeAll, failureOf, failureStatus } from "@/lib/kube/testing/calls";
import { clientOf, type Routes } from "@/lib/kube/testing/routes";

afterEach(closeAll);

const UID = "3f1c2a44-8f0e-4d6e-9a53-0d0f7e3b1a11";
const SYSTEM = "GET /api/v1/namespaces/kube-system";
const NODES = "GET /api/v1/nodes";
const system = { apiVersion: "v1", kind: "Namespace", metadata: { name: "kube-system", uid: UID } };
const node = (providerID: string | undefined, labels: Record<string, string> = {}): object => ({
  metadata: { labels },
  spec: { providerID },
});
const cluster = (gitVersion: string, nodes: object[]): Routes => ({
  [SYSTEM]: { body: system },
  "GET /version": { body: { gitVersion } },
  [NODES]: { body: { items: nodes } },
});
const REGION = "topology.kubernetes.io/region";

describe("identifyCluster", () => {
  it.each<[string, string, object[], string | null, string | null]>([
    [
      "v1.31.2-eks-7f9249a",
      "by its version",
      [node("aws:///eu-west-1a/i-1", { [REGION]: "eu-west-1" })],
      "EKS",
      "eu-west-1",
    ],
    ["v1.35.4", "by its labels", [node("aws:///x/i-1", { "eks.amazonaws.com/nodegroup": "a" })], "EKS", null],
    [
      "v1.30.5-gke.100",
      "by its version",
      [node("gce://p/z/n", { [REGION]: "europe-west4" })],
      "GKE",
      "europe-west4",
    ],
    [
      "v1.35.4",
      "by its labels",
      [node("azure:///s", { "kubernetes.azure.com/cluster": "a", [REGION]: "eastus2" })],
      "AKS",
      "eastus2",
    ],
    [
      "v1.35.4",
      "by its nodes",
      [node("aws:///x/i-1", { "failure-domain.beta.kubernetes.io/region": "us-east-1" })],
      "AWS",
      "us-east-1",
    ],
    ["v1.35.4+k3s1", "by its version", [node(undefined)], "k3s", null],
    ["v1.35.4", "by its nodes", [node("kind://docker/kind/a")], "kind", null],
    ["v1.35.4", "not", [node("simulated://a")], null, null],
    ["v1.35.4", "not", [], null, null],
    [
      "v1.35.4",
      "by most nodes",
      [node("x://", { [REGION]: "a" }), node("x://", { [REGION]: "b" }), node("x://", { [REGION]: "b" })],
      null,
      "b",
    ],
  ])("knows a cluster of %s %s", async (version, _how, nodes, provider, cloudRegion) => {
    const { client } = await clientOf(cluster(version, nodes));
    expect(await identifyCluster(client)).toEqual({ uid: UID, version, provider, cloudRegion });
  });

  it("leaves the provider open when nodes may not be read", async () => {
    const { client } = await clientOf({
      ...cluster("v1.35.4", []),
      [NODES]: { status: 403, body: failureStatus(403, "Forbidden", "no") },
    });
    expect(await identifyCluster(client)).toEqual({
      uid: UID,
      version: "v1.35.4",
      provider: null,
      cloudRegion: null,
    });
  });

  it.each<[string, Routes, string]>([
    [
      "a namespace that may not be read",
      { [SYSTEM]: { status: 403, body: failureStatus(403, "Forbidden", "no") } },
      "forbidden",
    ],
    [
      "a credential that is not taken",
      { [SYSTEM]: { status: 401, body: failureStatus(401, "Unauthorized", "no") } },
      "unauthorized",
    ],
    [
      "no such namespace",
      { [SYSTEM]: { status: 404, body: failureStatus(404, "NotFound", "no") } },
      "protocol",
    ],
    [
      "a namespace without UID",
      { [SYSTEM]: { body: { ...system, metadata: { name: "kube-system" } } } },
      "protocol",
    ],
    [
      "a UID of odd marks",
      { [SYSTEM]: { body: { ...system, metadata: { name: "kube-system", uid: "<script>xx" } } } },
      "protocol",
    ],
    ["a version of another shape", { "GET /version": { body: { version: 1 } } }, "protocol"],
    ["nodes of another shape", { [NODES]: { body: { items: { a: 1 } } } }, "protocol"],
    [
      "nodes that cannot be read now",
      { [NODES]: { status: 500, body: failureStatus(500, "InternalError", "no") } },
      "server",
    ],
  ])("does not take %s for an identity", async (_name, broken, kind) => {
    const { client } = await clientOf({ ...cluster("v1.35.4", []), ...broken });
    expect((await failureOf(identifyCluster(client))).kind).toBe(kind);
  });
});

describe("readVersion", () => {
  it("measures the round trip", async () => {
    const { client } = await clientOf(cluster("v1.35.4", []));
    const { version, roundTripMs } = await readVersion(client);
    expect(version).toBe("v1.35.4");
    expect(roundTripMs).toBeGreaterThan(0);
    expect(roundTripMs).toBeLessThan(5000);
  });
});

describe("limits of a namespace", () => {
  it("gives quotas in millicores, bytes and pieces", async () => {
    const { client } = await clientOf({
      "GET /api/v1/namespaces/gantry-shop/resourcequotas": {
        body: {
          items: [
            {
              metadata: { name: "compute" },
              status: {
                hard: {
                  "requests.cpu": "4",
                  "limits.cpu": "8500m",
                  "requests.memory": "16Gi",
                  pods: "20",
                  odd: "many",
                },
                used: { "requests.cpu": "2500m", pods: "3" },
              },
            },
            { metadata: { name: "fresh" }, spec: { scopes: ["BestEffort"] }, status: { hard: { pods: 1 } } },
            { metadata: { name: "without status" } },
          ],
        },
      },
    });
    expect(await readQuotas(client, "gantry-shop")).toEqual([
      { quota: "compute", resource: "requests.cpu", hard: 4000, used: 2500, scoped: false },
      { quota: "compute", resource: "limits.cpu", hard: 8500, used: 0, scoped: false },
      { quota: "compute", resource: "requests.memory", hard: 16 * 2 ** 30, used: 0, scoped: false },
      { quota: "compute", resource: "pods", hard: 20, used: 3, scoped: false },
      { quota: "fresh", resource: "pods", hard: 1, used: 0, scoped: true },
    ]);
  });

  it("gives the largest and smallest that one pod, container or claim may ask for", async () => {
    const { client } = await clientOf({
      "GET /api/v1/namespaces/gantry-shop/limitranges": {
        body: {
          items: [
            {
              metadata: { name: "limits" },
              spec: {
                limits: [
                  {
                    type: "Container",
                    max: { cpu: "2", memory: "4Gi" },
                    min: { cpu: "100m" },
                    default: { cpu: "1" },
                  },
                  { type: "PersistentVolumeClaim", max: { storage: "100Gi" } },
                  { type: "openshift.io/Image", max: { storage: "1Gi" } },
                ],
              },
            },
          ],
        },
      },
    });
    expect(await readLimitRanges(client, "gantry-shop")).toEqual([
      { limitRange: "limits", type: "Container", resource: "cpu", max: 2000, min: 100 },
      { limitRange: "limits", type: "Container", resource: "memory", max: 4 * 2 ** 30, min: null },
      {
        limitRange: "limits",
        type: "PersistentVolumeClaim",
        resource: "storage",
        max: 100 * 2 ** 30,
        min: null,
      },
    ]);
  });
});

describe("readKinds", () => {
  it("gives those that are installed, whose they are and whether they are served", async () => {
    const name = "vitessclusters.planetscale.com";
    const { client } = await clientOf({
      [`GET /apis/apiextensions.k8s.io/v1/customresourcedefinitions/${name}`]: {
        body: {
          apiVersion: "apiextensions.k8s.io/v1",
          kind: "CustomResourceDefinition",
          metadata: { name, labels: { "gantry/install": "i-1" } },
          spec: {
            versions: [
              { name: "v2", served: true, storage: true },
              { name: "v1", served: false, storage: false },
            ],
          },
          status: { conditions: [{ type: "Established", status: "True" }] },
        },
      },
    });
    expect(await readKinds(client, [name, "vitessshards.planetscale.com"])).toEqual([
      { name, labels: { "gantry/install": "i-1" }, servedVersions: ["v2"], established: true },
    ]);
  });
});

describe("requestToken", () => {
  const TOKEN = "POST /api/v1/namespaces/gantry-system/serviceaccounts/gantry/token";
  const account = { namespace: "gantry-system", name: "gantry" };

  it("takes the life that the server grants, not the one that was asked for", async () => {
    const { client, seen } = await clientOf({
      [TOKEN]: {
        status: 201,
        body: { status: { token: "canary-token", expirationTimestamp: "2026-11-23T12:00:00Z" } },
      },
    });
    const { token, expiresAt } = await requestToken(client, account, 86_400);
    expect([token.reveal(), String(token), expiresAt]).toEqual([
      "canary-token",
      "[secret]",
      Date.UTC(2026, 10, 23, 12),
    ]);
    expect(seen[0]?.body).toMatchObject({ kind: "TokenRequest", spec: { expirationSeconds: 86_400 } });
  });

  it.each([
    [{}],
    [{ status: { token: "" } }],
    [{ status: { token: "a b c d e f", expirationTimestamp: "x" } }],
  ])("refuses %j", async (body) => {
    const { client } = await clientOf({ [TOKEN]: { body } });
    expect((await failureOf(requestToken(client, account, 60))).kind).toBe("protocol");
  });
});
