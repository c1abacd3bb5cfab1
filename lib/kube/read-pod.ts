import "server-only";
import type { KubeClient } from "@/lib/kube/client";
import { resourcePath } from "@/lib/kube/resource-path";

/** Reads one path of one pod; what the sampler of metrics asks for. */
type ReadPod = (
  podName: string,
  namespace: string,
  port: number,
  path: string,
  signal: AbortSignal,
  onWireBytes: (bytes: number) => void,
) => Promise<AsyncIterable<Uint8Array>>;

/**
 * Reads pods through the API server's proxy, which needs `get` on `pods/proxy` (the metrics pack). The answer comes as
 * it arrives; gzip is asked for and undone by the client. Throws KubeError, which carries the HTTP `status`.
 */
export function createPodReader(client: KubeClient): ReadPod {
  return async (podName, namespace, port, path, signal, onWireBytes) => {
    const pod = resourcePath({ apiVersion: "v1", kind: "Pod", namespace, name: podName });
    const { body } = await client.stream({
      method: "GET",
      path: `${pod}:${port}/proxy${path}`,
      lane: "background",
      signal,
      onWireBytes,
    });
    return body;
  };
}
