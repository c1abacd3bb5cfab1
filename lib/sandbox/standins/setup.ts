import { ApiError } from "@/lib/sandbox/standins/api-transport";
import type { ClusterClient } from "@/lib/sandbox/standins/cluster-client";
import type { Draft } from "@/lib/sandbox/standins/object";
import { type Resource, RESOURCES } from "@/lib/sandbox/standins/resources";

const BY_KIND = new Map<string, Resource>(Object.values(RESOURCES).map((one) => [one.kind, one]));

/** Creates the objects of a preset; those that are there stay as they are. */
export async function applySetup(client: ClusterClient, objects: readonly Draft[]): Promise<void> {
  for (const draft of objects) {
    const of = BY_KIND.get(draft.kind);
    if (of === undefined) throw new Error(`A preset cannot hold objects of kind ${draft.kind}.`);
    try {
      await client.create(of, draft);
    } catch (error) {
      if (!(error instanceof ApiError && error.reason === "AlreadyExists")) throw error;
    }
  }
}
