import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { makeAccount } from "@/e2e/real/accounts";
import { startRealControlPlane, type RealControlPlane } from "@/e2e/real/launcher";

const dir = mkdtempSync(join(tmpdir(), "gantry-real-"));
const hasEnded = (pid: number): boolean => !existsSync(`/proc/${pid}`);

describe("a control plane", () => {
  let plane: RealControlPlane;
  beforeAll(async () => {
    plane = await startRealControlPlane({ dir });
  });
  afterAll(async () => {
    await plane.stop();
    rmSync(dir, { recursive: true, force: true });
  });

  test("is Kubernetes of the release that its kubectl is of", async () => {
    const Versions = z.object({
      clientVersion: z.object({ gitVersion: z.string() }),
      serverVersion: z.object({ gitVersion: z.string() }),
    });
    const text = await plane.kubectl(["version", "--output=json"]);
    const { clientVersion, serverVersion } = Versions.parse(JSON.parse(text));
    expect(serverVersion.gitVersion).toMatch(/^v1\.35\.\d+$/);
    expect(clientVersion.gitVersion).toBe(serverVersion.gitVersion);
  });

  test("lets an account do what its cluster role says, by token, and no more", async () => {
    const account = await makeAccount(plane, { name: "reader", namespace: "accounts", clusterRole: "view" });
    const file = join(dir, "reader.kubeconfig");
    writeFileSync(file, account.kubeconfig, { mode: 0o600 });
    const asReader = (args: readonly string[]): Promise<string> =>
      plane.kubectl([...args, "--kubeconfig", file]);
    expect(await asReader(["get", "pods", "--namespace", "default", "--output=name"])).toBe("");
    await expect(asReader(["delete", "namespace", "default"])).rejects.toThrow(
      'User "system:serviceaccount:accounts:reader" cannot delete resource "namespaces"',
    );
  });

  test("schedules a pod on a node that has room, by its real scheduler", async () => {
    const node = {
      apiVersion: "v1",
      kind: "Node",
      metadata: { name: "n1" },
      status: {
        allocatable: { cpu: "2", memory: "4Gi", pods: "10" },
        conditions: [{ type: "Ready", status: "True" }],
      },
    };
    await plane.kubectl(["create", "-f", "-"], JSON.stringify(node));
    await plane.kubectl([
      "patch",
      "node",
      "n1",
      "--subresource=status",
      "--type=merge",
      "-p",
      JSON.stringify({ status: node.status }),
    ]);
    await plane.kubectl(["taint", "node", "n1", "node.kubernetes.io/not-ready-"]).catch(() => "");
    await plane.kubectl(["run", "p1", "--image=none"]);
    const placed = await plane.kubectl(["wait", "pod/p1", "--for=condition=PodScheduled", "--timeout=60s"]);
    expect(placed).toContain("condition met");
    expect(await plane.kubectl(["get", "pod", "p1", "--output=jsonpath={.spec.nodeName}"])).toBe("n1");
  });

  test("keeps its objects, address and identity when the API server is killed and started again", async () => {
    const uid = ["get", "namespace", "kube-system", "--output=jsonpath={.metadata.uid}"];
    const before = await plane.kubectl(uid);
    await plane.killApiServer();
    await expect(plane.kubectl(uid)).rejects.toThrow(/refused/);
    await plane.startApiServer();
    expect(await plane.kubectl(uid)).toBe(before);
  });

  test("comes back from its folder with the same objects at the same address", async () => {
    const { url } = plane;
    await plane.kubectl(["create", "configmap", "kept", "--from-literal=a=b"]);
    await plane.stop();
    plane = await startRealControlPlane({ dir });
    expect(plane.url).toBe(url);
    expect(await plane.kubectl(["get", "configmap", "kept", "--output=jsonpath={.data.a}"])).toBe("b");
  });
});

test("no server outlives a starter that is killed", async () => {
  const own = mkdtempSync(join(tmpdir(), "gantry-real-"));
  const starter = spawn(process.execPath, ["--import", "tsx", "e2e/real/main.ts", own], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  for await (const line of createInterface({ input: starter.stdout })) if (line.startsWith("kubectl:")) break;
  const children = readFileSync(`/proc/${starter.pid}/task/${starter.pid}/children`, "utf8")
    .trim()
    .split(" ")
    .map(Number);
  const servers = children.filter((pid) => readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("guarded"));
  expect(servers).toHaveLength(4);
  starter.kill("SIGKILL");
  await expect.poll(() => servers.every(hasEnded), { timeout: 10_000 }).toBe(true);
  rmSync(own, { recursive: true, force: true });
});
