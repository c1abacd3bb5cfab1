import "server-only";
import type { DatabaseSummary, Finding } from "@/lib/contract/views";
import { paths } from "@/lib/client/paths";
import type { ClusterSnapshot, ConnectionState } from "@/lib/domain/cluster/snapshot";
import {
  findingsOf,
  healthOf,
  protectionWords,
  type DatabaseHealth,
  type HealthInput,
} from "@/lib/domain/database/health";
import { SIZES } from "@/lib/domain/database/sizes";
import { worstLag } from "@/lib/domain/database/worst-lag";
import { formatBytes } from "@/lib/domain/format";
import { topologyOf, type Readings } from "@/lib/domain/topology/topology-of";
import type { TopologyView } from "@/lib/domain/topology/view";
import { factsOf, type DatabaseFacts } from "@/lib/services/databases/database-facts";
import type { DatabaseRow } from "@/lib/services/databases/find";
import { DatabaseSpecSchema } from "@/lib/services/databases/stored-spec";
import type { OperationRow } from "@/lib/services/operations/record";
import type { RegionRuntime } from "@/lib/services/regions/runtime";
import { connectionOf } from "@/lib/services/regions/summary";

/** A database with what is around it. */
export interface DatabasePlace {
  row: DatabaseRow;
  organizationSlug: string;
  regionName: string;
  simulated: boolean;
  runtime: RegionRuntime | null;
  /** Its newest open operation. */
  operation: Pick<OperationRow, "id" | "kind"> | null;
}

/** What is known of one database at one moment, before anything was sampled. */
export interface Seen {
  snapshot: ClusterSnapshot;
  connection: ConnectionState;
  facts: DatabaseFacts;
}

export interface DatabasePicture {
  topology: TopologyView;
  summary: DatabaseSummary;
  findings: Finding[];
}

/** A region without a credential, of which nothing is known. */
function nothingOf(connection: ConnectionState): ClusterSnapshot {
  return {
    state: connection,
    observedAt: null,
    nodes: [],
    pods: [],
    claims: [],
    events: [],
    storageclasses: [],
    clusters: [],
    keyspaces: [],
    shards: [],
    cells: [],
    lockservers: [],
    unread: new Map(),
    podsScope: "namespaces",
  };
}

/** What the watch of this process knows of a database now. */
export function seenOf({ row, runtime }: Pick<DatabasePlace, "row" | "runtime">, now: number): Seen {
  const held = runtime?.hub.snapshot() ?? null;
  const connection = connectionOf(held, now);
  const snapshot = held ?? nothingOf(connection);
  return { snapshot, connection, facts: factsOf(snapshot, row) };
}

/** A database whose creation ended before anything of it was applied was not deleted outside: it never was. */
function neverMade(place: DatabasePlace): DatabaseHealth | null {
  if (place.row.clusterObjectUid !== null || place.operation !== null || place.row.desired === "absent")
    return null;
  return {
    kind: "down",
    sentence: "Not created",
    because: "Its creation ended before anything was applied; its operation says why.",
    next: "Delete it here to clear its entry, then create it again.",
    since: place.row.createdAt.getTime(),
  };
}

function findingViews(place: DatabasePlace, input: HealthInput, missing: DatabaseHealth | null): Finding[] {
  const { row } = place;
  const found =
    missing === null
      ? findingsOf(input)
      : [
          {
            id: "never-made",
            tone: "down" as const,
            state: missing.sentence,
            because: missing.because,
            next: missing.next,
            since: missing.since,
          },
        ];
  const href = paths.database(place.organizationSlug, row.id);
  return found.map(({ id, ...finding }) => ({ ...finding, id: `${row.id}:${id}`, subject: row.name, href }));
}

/** A decimal more than a list shows is only bytes of every frame. */
const roundRate = (rate: number): number => Math.round(rate * 10) / 10;

/** Topology, health, findings and the line of the list, by the pure rules, from what was seen and sampled. */
export function pictureOf(
  place: DatabasePlace,
  seen: Seen,
  readings: Readings,
  now: number,
): DatabasePicture {
  const { row, operation } = place;
  const { snapshot, facts } = seen;
  const spec = DatabaseSpecSchema.parse(row.spec);
  const topology = topologyOf(facts, snapshot, readings, now);
  const input: HealthInput = {
    cluster: facts.cluster,
    lockservers: facts.lockservers,
    topology,
    connection: seen.connection,
    isCreating: operation?.kind === "create-database",
    isDeleting: row.desired === "absent",
    createdAt: row.createdAt.getTime(),
  };
  const missing = seen.connection.kind === "live" ? neverMade(place) : null;
  const health = missing ?? healthOf(input);
  return {
    topology,
    findings: findingViews(place, input, missing),
    summary: {
      id: row.id,
      name: row.name,
      regionId: row.regionId,
      regionName: place.regionName,
      simulated: place.simulated,
      health,
      protection: protectionWords(spec.availability, health),
      size: `${SIZES[spec.size].label}, ${formatBytes(spec.storageBytes)}`,
      ...worstLag(topology.tablets),
      queriesPerSecond: topology.queriesPerSecond === null ? null : roundRate(topology.queriesPerSecond),
      vitessVersion: spec.vitessVersion,
      createdAt: row.createdAt.getTime(),
      observedAt: snapshot.observedAt,
      operationId: operation?.id ?? null,
    },
  };
}
