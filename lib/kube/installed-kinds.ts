import "server-only";
import { z } from "zod";
import type { KubeClient, KubeRequest } from "@/lib/kube/client";
import { parseAnswer } from "@/lib/kube/parse-answer";
import { readObject } from "@/lib/kube/read-object";

type Lane = NonNullable<KubeRequest["lane"]>;

const Definition = z.object({
  metadata: z.object({ labels: z.record(z.string(), z.string()).optional() }),
  spec: z.object({
    versions: z.array(z.object({ name: z.string(), served: z.boolean(), storage: z.boolean() })).max(50),
  }),
  status: z
    .object({
      conditions: z.array(z.object({ type: z.string(), status: z.string() })).default([]),
    })
    .optional(),
});

/** A kind that is installed: by whom its labels tell, `established` when it is served. */
export interface InstalledKind {
  name: string;
  labels: Readonly<Record<string, string>>;
  servedVersions: readonly string[];
  established: boolean;
}

async function readKind(client: KubeClient, name: string, lane: Lane): Promise<InstalledKind | null> {
  const ref = { apiVersion: "apiextensions.k8s.io/v1", kind: "CustomResourceDefinition", name };
  const object = await readObject(client, ref, lane);
  if (object === null) return null;
  const { metadata, spec, status } = parseAnswer(Definition, object, "a custom resource definition");
  return {
    name,
    labels: metadata.labels ?? {},
    servedVersions: spec.versions.filter((version) => version.served).map((version) => version.name),
    established: (status?.conditions ?? []).some(
      (each) => each.type === "Established" && each.status === "True",
    ),
  };
}

/** Those of the named custom resource definitions that are installed. Throws KubeError. */
export async function readKinds(
  client: KubeClient,
  names: readonly string[],
  lane: Lane = "person",
): Promise<InstalledKind[]> {
  const found = await Promise.all(names.map((name) => readKind(client, name, lane)));
  return found.filter((kind) => kind !== null);
}
