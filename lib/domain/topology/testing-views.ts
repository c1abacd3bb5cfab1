/** Plain topologies for tests of layouts and of what is said of them. */
import type { LagView, TabletView, TopologyView } from "@/lib/domain/topology/view";

const placed = (pod: string, node: string | null, zone: string | null) => ({
  pod,
  zone,
  node,
  ready: node !== null,
  tone: "serving" as const,
  words: "Ready",
  restarts: 0,
});

export function tabletView(
  alias: string,
  node: string | null,
  zone: string | null,
  change: Partial<TabletView> = {},
): TabletView {
  return {
    ...placed(`shop-vttablet-${alias}-e9283891`, node, zone),
    alias,
    role: "replica",
    keyspace: "main",
    shard: "-",
    cell: `z${zone ?? "a"}`,
    intendedZone: null,
    containersReady: 3,
    containers: [],
    lag: { kind: "lag", seconds: 0.4, at: 0 },
    queriesPerSecond: null,
    claim: null,
    draining: null,
    leaving: false,
    createdAt: 0,
    since: null,
    ...change,
  };
}

const lags: readonly LagView[] = [
  { kind: "lag", seconds: 0.4, at: 0 },
  { kind: "lag", seconds: 32, at: 0 },
  { kind: "not-replicating", at: 0, lastSeconds: 2, lastAt: 0, because: "tablet-says-so" },
  { kind: "not-sampled", lastSeconds: null, lastAt: null },
];

export interface Drawn {
  zones: number;
  nodes: number;
  /** Node of each tablet; -1 for one without. */
  tablets: number[];
  gateways: number[];
  etcd: number[];
  others: number[];
  primary: number;
  lag: number;
}

/** A region of zones a, b, ... with the same number of nodes each, and the pods as drawn. */
export function viewOf(drawn: Drawn): TopologyView {
  const zones = Array.from({ length: drawn.zones }, (_, at) => String.fromCodePoint(97 + at));
  const nodes = zones.flatMap((zone) =>
    Array.from({ length: drawn.nodes }, (_, at) => ({ name: `${zone}${at + 1}`, zone })),
  );
  const spot = (at: number): { node: string | null; zone: string | null } => {
    const node = at < 0 ? undefined : nodes[at % nodes.length];
    return { node: node?.name ?? null, zone: node?.zone ?? null };
  };
  return {
    zones: zones.map((zone) => ({
      zone,
      cell: `z${zone}`,
      freeCpuMilli: 9600,
      nodes: nodes
        .filter((node) => node.zone === zone)
        .map((node) => ({ ...node, shape: "m5.2xlarge", ready: true, cordoned: false, freeCpuMilli: 4000 })),
    })),
    shards: [{ keyspace: "main", shard: "-", hasPrimary: true, servingWrites: true, primaryAlias: null }],
    tablets: drawn.tablets.map((at, index) => {
      const { node, zone } = spot(at);
      const isPrimary = index === drawn.primary % drawn.tablets.length;
      return tabletView(`zx-${String(index).padStart(10, "0")}`, node, zone, {
        role: isPrimary ? "primary" : "replica",
        intendedZone: at === -2 ? "a" : null,
        lag: isPrimary ? null : (lags[(drawn.lag + index) % lags.length] ?? null),
      });
    }),
    gateways: drawn.gateways.map((at, index) => {
      const { node, zone } = spot(at);
      return { ...placed(`shop-vtgate-${index}`, node, zone), cell: at === -2 ? "za" : "elsewhere" };
    }),
    etcd: drawn.etcd.map((at, index) => {
      const { node, zone } = spot(at);
      return { ...placed(`shop-etcd-a855a044-${index + 1}`, node, zone), index: index + 1 };
    }),
    others: drawn.others.map((at, index) => {
      const { node, zone } = spot(at);
      return { ...placed(`shop-vtorc-${index}`, node, zone), component: "vtorc" };
    }),
    queriesPerSecond: 82,
  };
}
