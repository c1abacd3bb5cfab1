import { gzipSync } from "node:zlib";
import { describe, expect, it, type TestContext } from "vitest";
import { createGuardedClient } from "@/lib/kube/guarded-client";
import { KubeError } from "@/lib/kube/kube-error";
import { createPodReader } from "@/lib/kube/read-pod";
import { type Answer, refuse } from "@/lib/kube/testing/answers";
import { ListWatchServer } from "@/lib/kube/testing/list-watch-server";

const METRICS = "/api/v1/namespaces/shop/pods/tablet-1:15000/proxy/metrics";
const { signal } = new AbortController();
const uncounted = (): void => undefined;

async function reader({ onTestFinished }: TestContext, answer: Answer) {
  const server = await ListWatchServer.start([]);
  server.override((seen) => seen.path === METRICS, answer);
  const client = createGuardedClient(server.endpoint, {
    allowedLoopback: server.allowed,
    userAgent: "gantry-test",
  });
  onTestFinished(async () => {
    await client.close();
    await server.down();
  });
  return { read: createPodReader(client), client };
}

async function textOf(body: AsyncIterable<Uint8Array>): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const part of body) parts.push(part);
  return Buffer.concat(parts).toString();
}

describe("createPodReader", () => {
  it("asks for gzip through the proxy of the pod, and gives the page plain", async (context) => {
    let accepts: string | undefined;
    const page = "vttablet_replication_lag_sec 0\n".repeat(5000);
    const { read, client } = await reader(context, (req, res) => {
      accepts = req.headers["accept-encoding"];
      res.writeHead(200, { "content-type": "text/plain; version=0.0.4", "content-encoding": "gzip" });
      res.end(gzipSync(page));
    });
    let wireBytes = 0;
    const count = (bytes: number): void => void (wireBytes += bytes);
    expect(await textOf(await read("tablet-1", "shop", 15_000, "/metrics", signal, count))).toBe(page);
    expect(accepts).toBe("gzip");
    const [call] = client.ledger();
    expect(call).toMatchObject({ verb: "proxy", resource: "pods/proxy", calls: 1 });
    expect(call?.bytes).toBeLessThan(page.length / 10);
    expect(wireBytes).toBe(call?.bytes);
  });

  it.for([
    [403, "Forbidden"],
    [404, "NotFound"],
    [503, "ServiceUnavailable"],
  ] as const)("throws what carries the status %d", async ([status, reason], context) => {
    const { read } = await reader(context, refuse(status, reason));
    const error: unknown = await read("tablet-1", "shop", 15_000, "/metrics", signal, uncounted).catch(
      (one: unknown) => one,
    );
    expect(error).toBeInstanceOf(KubeError);
    expect(error).toMatchObject({ status, message: `told to say ${status}` });
  });

  it("ends with its signal, in the middle of a page too", async (context) => {
    const stop = new AbortController();
    const { read } = await reader(context, (_, res) => {
      res.writeHead(200, { "content-type": "text/plain" });
      res.write("half a page");
    });
    const body = await read("tablet-1", "shop", 15_000, "/metrics", stop.signal, uncounted);
    setImmediate(() => stop.abort());
    await expect(textOf(body)).rejects.toThrow(KubeError);
  });

  it("refuses a name that would leave its path", async (context) => {
    const { read } = await reader(context, refuse(500, "InternalError"));
    await expect(read("../../secrets", "shop", 15_000, "/metrics", signal, uncounted)).rejects.toThrow(
      KubeError,
    );
    await expect(read("tablet-1", "shop", 15_000, "/../../../secrets", signal, uncounted)).rejects.toThrow(
      KubeError,
    );
  });
});
