import { describe, expect, it } from "vitest";
import type { ContainerFact, PodFact, ShardFact } from "@/lib/domain/cluster/facts";
import {
  claimFact,
  clusterFact,
  GI,
  nodeFact,
  podFact,
  shardFact,
  snapshotOf,
} from "@/lib/domain/cluster/testing-facts";
import { STARTING_MS } from "@/lib/domain/topology/pod-look";
import { aliasOf, shardName, topologyOf, type Readings } from "@/lib/domain/topology/topology-of";
import type { TopologyView } from "@/lib/domain/topology/view";

const NOW = 10 * STARTING_MS;

const container = (name: string, change: Partial<ContainerFact> = {}): ContainerFact => ({
  name,
  ready: true,
  restarts: 0,
  state: "running",
  reason: null,
  message: null,
  startedAt: null,
  lastReason: null,
  image: "vitess/lite:v24.0.0-mysql80",
  ...change,
});

function tabletPod(cell: string, uid: string, node: string | null, change: Partial<PodFact> = {}): PodFact {
  return podFact(`shop-vttablet-${cell}-${uid.padStart(10, "0")}-e9283891`, node, {
    labels: {
      "planetscale.com/component": "vttablet",
      "planetscale.com/cluster": "shop",
      "planetscale.com/cell": cell,
      "planetscale.com/keyspace": "main",
      "planetscale.com/shard": "x-x",
      "planetscale.com/tablet-uid": uid,
      "planetscale.com/tablet-type": "replica",
    },
    containers: [container("vttablet"), container("mysqld", { restarts: 2 }), container("mysqld-exporter")],
    claims: [`claim-${cell}`],
    ...change,
  });
}

const other = (
  component: string,
  name: string,
  node: string | null,
  labels: Record<string, string> = {},
): PodFact => podFact(name, node, { labels: { "planetscale.com/component": component, ...labels } });

const pods = [
  tabletPod("za", "4272357603", "n1"),
  tabletPod("zb", "135907119", "n3"),
  tabletPod("zc", "0689490042", "n5"),
  other("vtgate", "shop-za-vtgate-9ffb8a2e-579d56fd85-z9kpp", "n1", { "planetscale.com/cell": "za" }),
  other("etcd", "shop-etcd-a855a044-2", "n3", { "etcd.planetscale.com/index": "2" }),
  other("vtorc", "shop-main-x-x-za-vtorc-52d11ad7-cd77887f8-sjccj", "n1", { "planetscale.com/cell": "za" }),
];
const nodes = [nodeFact("n1", "a"), nodeFact("n2", "a"), nodeFact("n3", "b"), nodeFact("n5", "c")];
const none: Readings = { lag: new Map(), queriesPerSecond: new Map(), totalQueriesPerSecond: null };

interface Case {
  pods?: PodFact[];
  shard?: Partial<ShardFact>;
  readings?: Partial<Readings>;
  region?: Parameters<typeof snapshotOf>[0];
}

function view(given: Case = {}): TopologyView {
  const parts = {
    cluster: clusterFact("shop"),
    shards: [shardFact("shop", given.shard)],
    pods: given.pods ?? pods,
    claims: [claimFact("claim-za", { capacityBytes: 12 * GI })],
  };
  return topologyOf(parts, snapshotOf({ nodes, pods, ...given.region }), { ...none, ...given.readings }, NOW);
}

const tablet = (given: Case, alias: string) => view(given).tablets.find((each) => each.alias === alias);

describe("names", () => {
  it("pads the uid of a tablet, which older operators do not", () => {
    expect(aliasOf(tabletPod("zb", "135907119", null))).toBe("zb-0135907119");
    expect(aliasOf(podFact("x", null))).toBeNull();
  });

  it("spells shards as Vitess prints them", () => {
    expect(["x-x", "x-80", "80-x", "40-80"].map(shardName)).toEqual(["-", "-80", "80-", "40-80"]);
  });
});

describe("topologyOf", () => {
  it("puts every pod in one list and every node that holds one into its zone", () => {
    const made = view();
    expect([made.tablets.length, made.gateways.length, made.etcd.length, made.others.length]).toEqual([
      3, 1, 1, 1,
    ]);
    expect(made.zones.map((zone) => [zone.zone, zone.cell, zone.nodes.map((node) => node.name)])).toEqual([
      ["a", "za", ["n1"]],
      ["b", "zb", ["n3"]],
      ["c", "zc", ["n5"]],
    ]);
    expect(made.etcd[0]).toMatchObject({ index: 2, node: "n3", zone: "b" });
    expect(made.gateways[0]).toMatchObject({ cell: "za", zone: "a", words: "Ready" });
    expect(made.others[0]?.component).toBe("vtorc");
  });

  it("takes the primary from the shard record", () => {
    expect(view().tablets.map((each) => [each.alias, each.role, each.words])).toEqual([
      ["za-4272357603", "primary", "Serving writes"],
      ["zb-0135907119", "replica", "Ready"],
      ["zc-0689490042", "replica", "Ready"],
    ]);
    const moved = view({ shard: { masterAlias: "zb-0135907119" } });
    expect(moved.tablets.map((each) => each.role)).toEqual(["replica", "primary", "replica"]);
  });

  it("takes the type of a tablet while the record cannot be read", () => {
    const unread = view({ shard: { masterAlias: null, hasMaster: "Unknown" } });
    expect(unread.tablets[0]?.role).toBe("primary");
    expect(unread.shards[0]).toMatchObject({ hasPrimary: null, primaryAlias: null });
  });

  it("gives the primary no lag, and says of a replica only what was read", () => {
    const lag = new Map(
      pods.slice(0, 2).map((pod) => [pod.name, { kind: "lag" as const, seconds: 0.4, at: NOW }]),
    );
    const read = view({ readings: { lag } });
    expect(read.tablets.map((each) => [each.lag?.kind ?? null, each.words])).toEqual([
      [null, "Serving writes"],
      ["lag", "Ready to take over"],
      [null, "Ready"],
    ]);
  });

  it.each([
    [{ kind: "lag", seconds: 32, at: NOW }, "reduced", "Ready, behind"],
    [
      { kind: "not-replicating", at: NOW, lastSeconds: 2, lastAt: NOW, because: "frozen" },
      "down",
      "Not replicating",
    ],
    [{ kind: "not-sampled", lastSeconds: null, lastAt: null }, "serving", "Ready"],
    [{ kind: "no-permission", lastSeconds: null, lastAt: null }, "serving", "Ready"],
  ] as const)("shows lag %o as %s, %s", (reading, tone, words) => {
    const lag = new Map([[pods[1]?.name ?? "", reading]]);
    expect(tablet({ readings: { lag } }, "zb-0135907119")).toMatchObject({ tone, words });
  });

  it("believes a ready tablet that is heard to be primary once the recorded one cannot serve", () => {
    const [za, zb, zc] = pods;
    const heard = { lag: new Map([[zb?.name ?? "", { kind: "primary", at: NOW } as const]]) };
    const shown = (lost: PodFact | undefined) => {
      const some = [lost, zb, zc].filter((pod) => pod !== undefined);
      const { tablets, shards } = view({ pods: some, readings: heard });
      return [shards[0]?.primaryAlias, ...tablets.map((one) => `${one.alias} ${one.role}`)];
    };
    const promoted = ["zb-0135907119", "zb-0135907119 primary", "zc-0689490042 replica"];
    expect(shown(undefined)).toEqual(promoted);
    expect(shown(za && { ...za, ready: false })).toEqual([
      "zb-0135907119",
      "za-4272357603 replica",
      ...promoted.slice(1),
    ]);
    expect(shown(za)[0]).toBe("za-4272357603");
  });

  it("does not hold against a ready tablet what it said before it was ready", () => {
    const said = { kind: "not-replicating", lastSeconds: 2, lastAt: NOW, because: "tablet-says-so" } as const;
    const replica = tabletPod("zb", "135907119", "n3", { readyChangedAt: NOW });
    const shown = (at: number, pod = replica) =>
      tablet({ pods: [pod], readings: { lag: new Map([[pod.name, { ...said, at }]]) } }, "zb-0135907119");
    expect(shown(NOW - 4000)).toMatchObject({ lag: { kind: "not-sampled", lastSeconds: 2 }, words: "Ready" });
    expect(shown(NOW + 5000)).toMatchObject({ lag: { kind: "not-replicating" }, words: "Not replicating" });
    expect(shown(NOW - 4000, { ...replica, ready: false })?.lag?.kind).toBe("not-replicating");
  });

  it("finds the disk, the restarts and the containers of a tablet", () => {
    expect(tablet({}, "za-4272357603")).toMatchObject({
      claim: { name: "claim-za", phase: "Bound", bytes: 12 * GI, storageClass: "gp3" },
      restarts: 2,
      containersReady: 3,
      containers: [{ name: "vttablet", words: "Ready" }, { name: "mysqld" }, { name: "mysqld-exporter" }],
    });
    expect(tablet({}, "zb-0135907119")?.claim).toBeNull();
  });

  it("shows a pod without a node where its cell is pinned, with the scheduler's words", () => {
    const waiting = tabletPod("zb", "135907119", null, { unschedulableMessage: "0/6 nodes are available" });
    expect(tablet({ pods: [waiting] }, "zb-0135907119")).toMatchObject({
      zone: null,
      node: null,
      intendedZone: "b",
      tone: "down",
      words: "Pending: 0/6 nodes are available",
    });
  });

  it("knows the zone of a cell that is pinned by affinity from the name that it was given", () => {
    const cells = clusterFact("shop").cells.map((cell) => ({
      ...cell,
      zone: null,
      name: cell.name.slice(1),
    }));
    const made = topologyOf(
      { cluster: clusterFact("shop", { cells }), shards: [], pods: [tabletPod("b", "1", null)], claims: [] },
      snapshotOf({ nodes: nodes.map((node) => ({ ...node, zoneBeta: null })) }),
      none,
      NOW,
    );
    expect(made.tablets[0]?.intendedZone).toBe("b");
  });

  it("takes restarts of a young pod for starting, and of an old one for trouble", () => {
    const failing = {
      ready: false,
      containers: [
        container("vttablet", { ready: false, state: "waiting", reason: "CrashLoopBackOff", restarts: 3 }),
      ],
    };
    const young = tabletPod("zb", "135907119", "n3", { ...failing, createdAt: NOW - STARTING_MS });
    const old = tabletPod("zb", "135907119", "n3", { ...failing, createdAt: NOW - STARTING_MS - 1 });
    expect(tablet({ pods: [young] }, "zb-0135907119")).toMatchObject({
      tone: "starting",
      words: "Starting: 0 of 1 container ready",
    });
    expect(tablet({ pods: [old] }, "zb-0135907119")).toMatchObject({
      tone: "down",
      words: "Not ready: vttablet ends again right after its start (CrashLoopBackOff)",
    });
  });

  it("marks what is drained and what leaves", () => {
    const started = tabletPod("zb", "135907119", "n3", {
      annotations: { "drain.planetscale.com/started": "", "drain.planetscale.com/finished": "" },
    });
    expect(tablet({ pods: [started] }, "zb-0135907119")?.draining).toBe("Drained: its pod may be deleted");
    const leaving = tabletPod("zb", "135907119", "n3", { deletionAt: NOW + 1_800_000 });
    expect(tablet({ pods: [leaving] }, "zb-0135907119")).toMatchObject({ leaving: true, tone: "leaving" });
  });

  it("keeps the places and forgets the states of a region that does not answer", () => {
    const lost = view({ region: { state: { kind: "stale", since: 1, checkedAt: 0, cause: "TCP" } } });
    expect(new Set(lost.tablets.map((each) => each.tone))).toEqual(new Set(["unknown"]));
    expect(lost.tablets[0]?.node).toBe("n1");
  });

  it("says free CPU only where the pods of others are read", () => {
    expect(view().zones[0]?.freeCpuMilli).toBe(16_000 - 3 * 500);
    expect(view({ region: { podsScope: "namespaces" } }).zones[0]?.freeCpuMilli).toBeNull();
  });
});
