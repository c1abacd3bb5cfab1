import "server-only";
import type { KubeClient } from "@/lib/kube/client";
import { createGuardedClient } from "@/lib/kube/guarded-client";
import { readEndpoint, readKubeconfig } from "@/lib/kube/intake";
import type { KubeObject } from "@/lib/kube/object";
import { parseKubeObject } from "@/lib/kube/parse-object";
import { identifyCluster } from "@/lib/kube/preflight-reads";
import type { RegionEndpoint } from "@/lib/kube/region-endpoint";
import { readObject, refOf, type ObjectRef } from "@/lib/kube/read-object";
import { resourcePath } from "@/lib/kube/resource-path";

/** A cluster of a test, with its administrator's hands. */
export interface ClusterAccess {
  endpoint: RegionEndpoint;
  /** The exact pair that the instance must allow. */
  allowedLoopback: string[];
  /** UID of kube-system. */
  uid: string;
  client: KubeClient;
  /** As `kubectl apply --server-side --force-conflicts` does, under its name. */
  apply(object: KubeObject): Promise<KubeObject>;
  read(ref: ObjectRef): Promise<KubeObject | null>;
  remove(path: string): Promise<void>;
  /** The same address and CA, with the token of somebody else. */
  endpointOf(token: string, expiresAt?: number | null): RegionEndpoint;
  close(): Promise<void>;
}

/** Opens a cluster by its administrator's kubeconfig. */
export async function accessCluster(kubeconfig: string): Promise<ClusterAccess> {
  const read = readKubeconfig(kubeconfig);
  if (!read.ok) throw new Error("this kubeconfig is refused");
  const { endpoint } = read;
  const allowedLoopback = [new URL(endpoint.server).host];
  const client = createGuardedClient(endpoint, { allowedLoopback, userAgent: "test" });
  return {
    endpoint,
    allowedLoopback,
    uid: (await identifyCluster(client)).uid,
    client,
    async apply(object) {
      const path = resourcePath(refOf(object));
      const query = { fieldManager: "kubectl", fieldValidation: "Strict", force: true };
      const contentType = "application/apply-patch+yaml";
      return parseKubeObject(
        await client.json({ method: "PATCH", path, query, contentType, body: object, lane: "person" }),
      );
    },
    read: (ref) => readObject(client, ref, "person"),
    async remove(path) {
      await client.json({ method: "DELETE", path, body: {}, lane: "person" });
    },
    endpointOf(token, expiresAt = null) {
      const other = readEndpoint({ server: endpoint.server, caPem: endpoint.caPem, token });
      if (!other.ok || other.endpoint.auth.kind !== "token") throw new Error("this token is refused");
      return { ...other.endpoint, auth: { ...other.endpoint.auth, expiresAt } };
    },
    close: () => client.close(),
  };
}
