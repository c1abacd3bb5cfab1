import { z } from "zod";
import type { Clock } from "@/lib/sandbox/standins/clock";
import type { ClusterClient } from "@/lib/sandbox/standins/cluster-client";
import { Informer } from "@/lib/sandbox/standins/informer";
import { MetadataSchema, type Stored } from "@/lib/sandbox/standins/object";
import {
  type EtcdLockserver,
  EtcdLockserverSchema,
  type VitessCell,
  VitessCellSchema,
  type VitessCluster,
  VitessClusterSchema,
  type VitessKeyspace,
  VitessKeyspaceSchema,
  type VitessShard,
  VitessShardSchema,
} from "@/lib/sandbox/standins/operator/spec";
import { type Pod, PodSchema } from "@/lib/sandbox/standins/pod";
import { type Resource, RESOURCES } from "@/lib/sandbox/standins/resources";

const PlainSchema = z.looseObject({
  metadata: MetadataSchema,
  spec: z.unknown().optional(),
  status: z.unknown().optional(),
});
export type PlainObject = z.output<typeof PlainSchema>;

const ClaimSchema = z.looseObject({
  metadata: MetadataSchema,
  spec: z.unknown().optional(),
  status: z.looseObject({ phase: z.string().optional() }).optional(),
});

const DeploymentSchema = z.looseObject({
  metadata: MetadataSchema,
  spec: z.looseObject({ replicas: z.number().optional() }),
  status: z
    .looseObject({
      conditions: z.array(z.looseObject({ type: z.string(), status: z.string() })).optional(),
    })
    .optional(),
});
export type DeploymentObject = z.output<typeof DeploymentSchema>;

/** The objects of one kind as last seen. */
export interface Shelf<T> {
  all(): T[];
  /** By `namespace/name`. */
  get(key: string): T | undefined;
}

/** What the operator sees of one namespace. */
export interface OperatorStore {
  clusters: Shelf<VitessCluster>;
  cells: Shelf<VitessCell>;
  keyspaces: Shelf<VitessKeyspace>;
  shards: Shelf<VitessShard>;
  lockservers: Shelf<EtcdLockserver>;
  pods: Shelf<Pod>;
  claims: Shelf<z.output<typeof ClaimSchema>>;
  services: Shelf<PlainObject>;
  deployments: Shelf<DeploymentObject>;
  budgets: Shelf<PlainObject>;
}

/** How each kind is read. */
export const PARSE = {
  clusters: (one: unknown) => VitessClusterSchema.parse(one),
  cells: (one: unknown) => VitessCellSchema.parse(one),
  keyspaces: (one: unknown) => VitessKeyspaceSchema.parse(one),
  shards: (one: unknown) => VitessShardSchema.parse(one),
  lockservers: (one: unknown) => EtcdLockserverSchema.parse(one),
  pods: (one: unknown) => PodSchema.parse(one),
  claims: (one: unknown) => ClaimSchema.parse(one),
  services: (one: unknown) => PlainSchema.parse(one),
  deployments: (one: unknown) => DeploymentSchema.parse(one),
  budgets: (one: unknown) => PlainSchema.parse(one),
};

export interface WatchedStore extends OperatorStore {
  /** Settles when each kind was listed once. */
  synced: Promise<void>;
  stop: () => void;
}

/** Watches all kinds that the operator works with in one namespace; `onChange` after every change of any. */
export function openStore(
  client: ClusterClient,
  clock: Clock,
  namespace: string,
  onChange: () => void,
  onProblem: (problem: unknown) => void,
): WatchedStore {
  const watch = <T extends { metadata: z.output<typeof MetadataSchema> }>(
    of: Resource,
    parse: (stored: Stored) => T,
  ): Informer<T> => {
    const informer = new Informer({ client, of, clock, selection: { namespace }, parse, onProblem });
    informer.onChange(onChange);
    return informer;
  };
  const kinds = {
    clusters: watch(RESOURCES.clusters, PARSE.clusters),
    cells: watch(RESOURCES.cells, PARSE.cells),
    keyspaces: watch(RESOURCES.keyspaces, PARSE.keyspaces),
    shards: watch(RESOURCES.shards, PARSE.shards),
    lockservers: watch(RESOURCES.lockservers, PARSE.lockservers),
    pods: watch(RESOURCES.pods, PARSE.pods),
    claims: watch(RESOURCES.claims, PARSE.claims),
    services: watch(RESOURCES.services, PARSE.services),
    deployments: watch(RESOURCES.deployments, PARSE.deployments),
    budgets: watch(RESOURCES.budgets, PARSE.budgets),
  };
  return {
    ...kinds,
    synced: Promise.all(Object.values(kinds).map((one) => one.synced)).then(() => undefined),
    stop: () => {
      for (const one of Object.values(kinds)) one.stop();
    },
  };
}
