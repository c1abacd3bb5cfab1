import { z } from "zod";
import { type ClusterClient, isNotFound } from "@/lib/sandbox/standins/cluster-client";
import type { Stored } from "@/lib/sandbox/standins/object";
import { LABEL } from "@/lib/sandbox/standins/operator/labels";
import { type Resource, RESOURCES } from "@/lib/sandbox/standins/resources";
import type { VitessWorld } from "@/lib/sandbox/standins/vitess/world";

const Cell = z.looseObject({ spec: z.looseObject({ name: z.string() }) });
const Shard = z.looseObject({
  spec: z.looseObject({ name: z.string() }),
  status: z.looseObject({ masterAlias: z.string().optional() }).optional(),
});

/** The kind may not exist: then there is no database either. */
async function listAll(client: ClusterClient, of: Resource): Promise<Stored[]> {
  try {
    return (await client.list(of)).items;
  } catch (error) {
    if (isNotFound(error)) return [];
    throw error;
  }
}

/**
 * Fills the topology servers from what the cluster shows of them: the sandbox's process may end while the pods that it
 * stands in for go on. Tablets register again by themselves.
 */
export async function restoreTopologies(client: ClusterClient, world: VitessWorld): Promise<void> {
  const lockservers = await listAll(client, RESOURCES.lockservers);
  if (lockservers.length === 0) return;
  const [cells, shards] = await Promise.all([
    listAll(client, RESOURCES.cells),
    listAll(client, RESOURCES.shards),
  ]);
  for (const { metadata } of lockservers) {
    const topology = world.restoreTopology(`${metadata.namespace}/${metadata.name}`, metadata.uid);
    const isOurs = (one: Stored) =>
      one.metadata.namespace === metadata.namespace &&
      one.metadata.labels?.[LABEL.cluster] === metadata.labels?.[LABEL.cluster];
    for (const cell of cells.filter(isOurs)) topology.cells.add(Cell.parse(cell).spec.name);
    for (const shard of shards.filter(isOurs)) {
      const keyspace = shard.metadata.labels?.[LABEL.keyspace] ?? "";
      const { spec, status } = Shard.parse(shard);
      const record = topology.shard(keyspace, spec.name);
      if (status?.masterAlias === undefined) continue;
      topology.keyspaces.add(keyspace);
      record.primaryAlias = status.masterAlias;
      record.termStartedAt = Date.now();
    }
  }
}
