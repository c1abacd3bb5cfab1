import { z } from "zod";
import type { Clock } from "@/lib/sandbox/standins/clock";
import type { ClusterClient } from "@/lib/sandbox/standins/cluster-client";
import { Informer } from "@/lib/sandbox/standins/informer";
import { MetadataSchema, type Stored } from "@/lib/sandbox/standins/object";
import {
  EtcdLockserverSchema,
  VitessCellSchema,
  VitessClusterSchema,
  VitessKeyspaceSchema,
  VitessShardSchema,
} from "@/lib/sandbox/standins/operator/spec";
import { parsePod } from "@/lib/sandbox/standins/pod";
import { type Resource, RESOURCES } from "@/lib/sandbox/standins/resources";

const Plain = z.looseObject({
  metadata: MetadataSchema,
  spec: z.unknown().optional(),
  status: z.unknown().optional(),
});
export type PlainObject = z.output<typeof Plain>;

const Claim = z.looseObject({
  metadata: MetadataSchema,
  spec: z.unknown().optional(),
  status: z.looseObject({ phase: z.string().optional() }).optional(),
});

const Deployment = z.looseObject({
  metadata: MetadataSchema,
  spec: z.looseObject({ replicas: z.number().optional() }),
  status: z
    .looseObject({
      conditions: z.array(z.looseObject({ type: z.string(), status: z.string() })).optional(),
    })
    .optional(),
});
export type DeploymentObject = z.output<typeof Deployment>;

/** What the operator sees of one namespace. */
export type OperatorStore = ReturnType<typeof openStore>;

/** Watches all kinds that the operator works with in one namespace; `onChange` after every change of any. */
export function openStore(
  client: ClusterClient,
  clock: Clock,
  namespace: string,
  onChange: () => void,
  onProblem: (problem: unknown) => void,
) {
  const watch = <T extends { metadata: z.output<typeof MetadataSchema> }>(
    of: Resource,
    parse: (stored: Stored) => T,
  ): Informer<T> => {
    const informer = new Informer({ client, of, clock, selection: { namespace }, parse, onProblem });
    informer.onChange(onChange);
    return informer;
  };
  const kinds = {
    clusters: watch(RESOURCES.clusters, (one) => VitessClusterSchema.parse(one)),
    cells: watch(RESOURCES.cells, (one) => VitessCellSchema.parse(one)),
    keyspaces: watch(RESOURCES.keyspaces, (one) => VitessKeyspaceSchema.parse(one)),
    shards: watch(RESOURCES.shards, (one) => VitessShardSchema.parse(one)),
    lockservers: watch(RESOURCES.lockservers, (one) => EtcdLockserverSchema.parse(one)),
    pods: watch(RESOURCES.pods, parsePod),
    claims: watch(RESOURCES.claims, (one) => Claim.parse(one)),
    services: watch(RESOURCES.services, (one) => Plain.parse(one)),
    deployments: watch(RESOURCES.deployments, (one) => Deployment.parse(one)),
    budgets: watch(RESOURCES.budgets, (one) => Plain.parse(one)),
  };
  return {
    namespace,
    ...kinds,
    synced: Promise.all(Object.values(kinds).map((one) => one.synced)),
    stop: () => {
      for (const one of Object.values(kinds)) one.stop();
    },
  };
}
