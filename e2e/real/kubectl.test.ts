import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { buildControlPlane } from "@/e2e/real/control-plane-binary";
import { plainEnvironment } from "@/e2e/real/guarded-process";
import type { JsonObject } from "@/lib/sandbox/api/json";
import { startApi, type Api } from "@/lib/sandbox/api/server";
import type { WriteOptions } from "@/lib/sandbox/api/write-options";

/** The released kubectl against the imitation: what it asks for differs from what its manual says. */
let dir: string;
let binary: string;
let api: Api;

const ADMIN: WriteOptions = { user: { name: "test", groups: ["system:masters"] }, manager: "kubelet" };

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "kubectl-"));
  binary = await buildControlPlane();
  api = await startApi({
    port: 0,
    dataFile: null,
    kubeletLogs: async (_target, { container }) =>
      (async function* lines() {
        yield `hello from ${container}\n`;
      })(),
  });
  await writeFile(join(dir, "kubeconfig"), api.kubeconfig("admin"));
}, 600_000);

afterAll(async () => {
  await api.close();
  await rm(dir, { recursive: true, force: true });
});

interface Ended {
  out: string;
  err: string;
  code: number;
}

function kubectl(args: readonly string[], input = ""): Promise<Ended> {
  return new Promise((done) => {
    const env = { ...plainEnvironment(), KUBECONFIG: join(dir, "kubeconfig"), HOME: dir };
    const child = execFile(binary, ["kubectl", ...args], { env }, (error, out, err) =>
      done({ out, err, code: typeof error?.code === "number" ? error.code : error === null ? 0 : 1 }),
    );
    child.stdin?.end(input);
  });
}

async function ok(args: readonly string[], input?: string): Promise<string> {
  const { out, err, code } = await kubectl(args, input);
  expect({ err, code }).toEqual({ err: "", code: 0 });
  return out;
}

function status(resource: string, namespace: string, name: string, value: JsonObject): void {
  const served = api.registry.catalog.builtIn(resource);
  api.registry.update(
    { served, namespace, name, subresource: "status" },
    (old) => ({ ...old, status: value }),
    ADMIN,
  );
}

const DEFINITION = `
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: boats.test.gantry}
spec:
  group: test.gantry
  scope: Namespaced
  names: {kind: Boat, plural: boats, shortNames: [bt]}
  versions:
  - name: v1
    served: true
    storage: true
    additionalPrinterColumns: [{name: Sails, type: integer, jsonPath: .spec.sails}]
    schema:
      openAPIV3Schema:
        type: object
        properties:
          spec: {type: object, required: [sails], properties: {sails: {type: integer}}}
`;
const boat = (spec: string): string =>
  `{apiVersion: test.gantry/v1, kind: Boat, metadata: {name: ada, namespace: harbour}, spec: ${spec}}`;

const DEPLOYMENT = `
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: harbour}
spec:
  replicas: 1
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: main, image: "web:1"}]}
`;

describe("kubectl on the imitation", () => {
  test("creates a namespace and applies a definition, then an object of it, strictly", async () => {
    expect(await ok(["create", "namespace", "harbour"])).toBe("namespace/harbour created\n");
    expect(await ok(["apply", "--server-side", "-f", "-"], DEFINITION)).toContain("serverside-applied");
    expect(
      await ok(["wait", "--for=condition=Established", "crd/boats.test.gantry", "--timeout=5s"]),
    ).toContain("condition met");
    const unknown = await kubectl(["create", "-f", "-"], boat("{sails: 2, colour: red}"));
    expect(unknown.err).toContain(
      'Boat in version "v1" cannot be handled as a Boat: strict decoding error: unknown field "spec.colour"',
    );
    const wrong = await kubectl(["apply", "--server-side", "-f", "-"], boat("{}"));
    expect(wrong.err).toContain('The Boat "ada" is invalid: spec.sails: Required value');
    expect(await ok(["apply", "--server-side", "-f", "-"], boat("{sails: 2}"))).toContain(
      "boat.test.gantry/ada serverside-applied",
    );
  });

  test("gets, labels, annotates and describes it", async () => {
    expect((await ok(["get", "bt", "-n", "harbour"])).split(/\s+/).slice(0, 5)).toEqual([
      "NAME",
      "SAILS",
      "ada",
      "2",
      "",
    ]);
    expect(await ok(["annotate", "bt", "ada", "-n", "harbour", "a=b"])).toBe(
      "boat.test.gantry/ada annotated\n",
    );
    expect(await ok(["label", "bt", "ada", "-n", "harbour", "c=d"])).toBe("boat.test.gantry/ada labeled\n");
    const text = await ok(["describe", "bt", "ada", "-n", "harbour"]);
    expect(text).toMatch(/Labels: +c=d\nAnnotations: +a: b\n/);
    expect(await ok(["get", "bt", "-n", "harbour", "-l", "c=d", "-o", "name"])).toBe(
      "boat.test.gantry/ada\n",
    );
  });

  test("sees a conflict of two appliers, and force", async () => {
    const args = ["apply", "--server-side", "--field-manager=other", "-f", "-"];
    const refused = await kubectl(args, boat("{sails: 3}"));
    expect(refused.err).toContain('Apply failed with 1 conflict: conflict with "kubectl": .spec.sails');
    expect(await ok([...args, "--force-conflicts"], boat("{sails: 3}"))).toContain("serverside-applied");
  });

  test("brings a node and a deployment, reads logs, and watches the pod come", async () => {
    const node = "{apiVersion: v1, kind: Node, metadata: {name: n1}}";
    await ok(["apply", "--server-side", "-f", "-"], node);
    const room = { cpu: "4", memory: "8Gi", pods: "9" };
    status("/nodes", "", "n1", {
      allocatable: room,
      capacity: room,
      conditions: [{ type: "Ready", status: "True" }],
    });
    await ok(["apply", "--server-side", "-f", "-"], DEPLOYMENT);
    await expect
      .poll(() => ok(["get", "pods", "-n", "harbour", "-o", "wide", "--no-headers"]))
      .toMatch(/^web-\S+ .* n1 /);
    const name = (
      await ok(["get", "pods", "-n", "harbour", "-o", "jsonpath={.items[0].metadata.name}"])
    ).trim();
    const waiting = ok(["wait", "--for=condition=Ready", `pod/${name}`, "-n", "harbour", "--timeout=20s"]);
    status("/pods", "harbour", name, {
      phase: "Running",
      podIP: "10.0.0.1",
      conditions: [{ type: "Ready", status: "True" }],
    });
    expect(await waiting).toContain("condition met");
    expect(await ok(["logs", "-n", "harbour", "deploy/web"])).toBe("hello from main\n");
    expect(await ok(["rollout", "status", "-n", "harbour", "deploy/web", "--timeout=10s"])).toContain(
      "successfully rolled out",
    );
    // Events are written behind what they are about.
    const late = { timeout: 20_000 };
    await expect.poll(() => ok(["get", "events", "-n", "harbour"]), late).toContain(`Created pod: ${name}`);
    await expect
      .poll(() => ok(["describe", "pod", name, "-n", "harbour"]), late)
      .toContain("Successfully assigned harbour/");
    expect(await ok(["describe", "node", "n1"])).toMatch(/harbour +web-/);
  });

  test("cordons, drains with respect for a budget, and uncordons", async () => {
    const budget =
      "{apiVersion: policy/v1, kind: PodDisruptionBudget, metadata: {name: web, namespace: harbour}, spec: {minAvailable: 1, selector: {matchLabels: {app: web}}}}";
    await ok(["apply", "--server-side", "-f", "-"], budget);
    await expect
      .poll(() => ok(["get", "pdb", "-n", "harbour", "-o", "jsonpath={.items[0].status.currentHealthy}"]))
      .toBe("1");
    const drained = await kubectl(["drain", "n1", "--timeout=2s"]);
    expect(drained.err).toContain("Cannot evict pod as it would violate the pod's disruption budget.");
    expect(await ok(["get", "node", "n1", "--no-headers"])).toMatch(/SchedulingDisabled/);
    expect(await ok(["uncordon", "n1"])).toBe("node/n1 uncordoned\n");
  });

  test("says who one is and what one may", async () => {
    expect(await ok(["auth", "whoami"])).toContain("kubernetes-admin");
    expect(await ok(["auth", "can-i", "delete", "pods", "-n", "harbour"])).toBe("yes\n");
    const as = [
      "--token",
      await ok(["create", "token", "default", "-n", "harbour"]).then((text) => text.trim()),
    ];
    expect((await kubectl([...as, "auth", "can-i", "list", "pods", "-n", "harbour"])).out).toBe("no\n");
    expect((await kubectl([...as, "get", "pods", "-n", "harbour"])).err).toContain(
      'pods is forbidden: User "system:serviceaccount:harbour:default" cannot list resource "pods" in API group "" in the namespace "harbour"',
    );
  });

  test("deletes an object, and a namespace with all that is in it", async () => {
    expect(await ok(["delete", "bt", "ada", "-n", "harbour"])).toContain('"ada" deleted');
    const namespace = ok(["delete", "namespace", "harbour", "--timeout=20s"]);
    await expect
      .poll(() =>
        api.store
          .list("/pods", "harbour")
          .every(({ object }) => object.metadata.deletionTimestamp !== undefined),
      )
      .toBe(true);
    for (const { object } of api.store.list("/pods", "harbour"))
      await kubectl(["delete", "pod", object.metadata.name, "-n", "harbour", "--grace-period=0", "--force"]);
    expect(await namespace).toContain('namespace "harbour" deleted');
    expect((await kubectl(["get", "namespace", "harbour"])).err).toContain('namespaces "harbour" not found');
  });
});
