import "server-only";
import { z } from "zod";
import type { KubeClient } from "@/lib/kube/client";
import { providerOf, type NodeTraits } from "@/lib/kube/cluster-provider";
import { KubeError } from "@/lib/kube/kube-error";
import { parseAnswer } from "@/lib/kube/parse-answer";
import { readObject } from "@/lib/kube/read-object";
import { scrub } from "@/lib/kube/scrub";

/** What a cluster is: `uid` of its kube-system namespace names it for life. */
export interface ClusterIdentity {
  uid: string;
  /** `gitVersion` of the API server, such as `v1.35.4`. */
  version: string;
  /** `EKS`, `kind`; null when its nodes do not tell or may not be read. */
  provider: string | null;
  cloudRegion: string | null;
}

const NODES_READ = 20;
const LIST_MAX = 500;
const TEXT_MAX = 63;

const Version = z.object({ gitVersion: z.string().min(1).max(TEXT_MAX) });
const Labels = z.record(z.string(), z.string());
const Nodes = z.object({
  items: z
    .array(
      z.object({
        metadata: z.object({ labels: Labels.optional() }),
        spec: z.object({ providerID: z.string().max(1024).optional() }).optional(),
      }),
    )
    .max(LIST_MAX),
});

/** The version of the API server and how long the answer took, in milliseconds. Throws KubeError. */
export async function readVersion(client: KubeClient): Promise<{ version: string; roundTripMs: number }> {
  const started = performance.now();
  const answer = await client.json({ method: "GET", path: "/version", lane: "person" });
  const roundTripMs = Math.round((performance.now() - started) * 10) / 10;
  return { version: scrub(parseAnswer(Version, answer, "a version").gitVersion), roundTripMs };
}

async function readNodeTraits(client: KubeClient): Promise<NodeTraits[]> {
  try {
    const answer = await client.json({
      method: "GET",
      path: "/api/v1/nodes",
      query: { limit: NODES_READ },
      lane: "person",
    });
    return parseAnswer(Nodes, answer, "a list of nodes").items.map((node) => ({
      providerId: node.spec?.providerID ?? null,
      labels: node.metadata.labels ?? {},
    }));
  } catch (error) {
    if (error instanceof KubeError && error.kind === "forbidden") return [];
    throw error;
  }
}

/** The UID of kube-system. `forbidden` when the account may not read that one namespace. Throws KubeError. */
export async function readClusterUid(client: KubeClient): Promise<string> {
  const found = await readObject(
    client,
    { apiVersion: "v1", kind: "Namespace", name: "kube-system" },
    "person",
  );
  const uid = found?.metadata.uid ?? "";
  if (!/^[\w.:-]{8,128}$/.test(uid)) {
    throw new KubeError("protocol", "the namespace kube-system, which names a cluster, has no UID");
  }
  return uid;
}

/** Meets a cluster for the first time: its identity, version, provider and cloud region. Throws KubeError. */
export async function identifyCluster(client: KubeClient): Promise<ClusterIdentity> {
  const [uid, { version }, nodes] = await Promise.all([
    readClusterUid(client),
    readVersion(client),
    readNodeTraits(client),
  ]);
  return { uid, version, ...providerOf(nodes, version) };
}
