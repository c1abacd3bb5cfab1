import { describe, expect, it } from "vitest";
import { cellStatus, clusterStatus, lockserverStatus } from "@/lib/sandbox/standins/operator/cluster-status";
import { shardChildren } from "@/lib/sandbox/standins/operator/desired-shard";
import { keyspaceShards, keyspaceStatus } from "@/lib/sandbox/standins/operator/keyspace-status";
import { shardStatus } from "@/lib/sandbox/standins/operator/shard-status";
import { type OperatorStore, PARSE, type Shelf } from "@/lib/sandbox/standins/operator/store";
import { Topology } from "@/lib/sandbox/standins/vitess/topology";
import { recordedLife, recordingIsThere, type RecordedEvent } from "@/lib/sandbox/testing/recording";

const life: RecordedEvent[] = recordingIsThere ? recordedLife() : [];

/** The objects of a kind as they were at a second of the recording. */
function shelf<T>(plural: string, until: number, parse: (one: unknown) => T): Shelf<T> {
  const objects = new Map<string, T>();
  for (const { t, type, kind, name, object } of life) {
    if (type === "NOTE" || kind !== plural || t > until) continue;
    const key = `${object.metadata.namespace}/${name}`;
    if (type === "DELETED") objects.delete(key);
    else objects.set(key, parse(object));
  }
  return { all: () => [...objects.values()], get: (key) => objects.get(key) };
}

function storeAt(t: number): OperatorStore {
  return {
    clusters: shelf("vitessclusters", t, PARSE.clusters),
    cells: shelf("vitesscells", t, PARSE.cells),
    keyspaces: shelf("vitesskeyspaces", t, PARSE.keyspaces),
    shards: shelf("vitessshards", t, PARSE.shards),
    lockservers: shelf("etcdlockservers", t, PARSE.lockservers),
    pods: shelf("pods", t, PARSE.pods),
    claims: shelf("persistentvolumeclaims", t, PARSE.claims),
    services: shelf("services", t, PARSE.services),
    deployments: shelf("deployments", t, PARSE.deployments),
    budgets: shelf("poddisruptionbudgets", t, PARSE.budgets),
  };
}

/** The second of the recording in wall-clock time: the VitessCluster was created at 5.95. */
function clockAt(t: number): number {
  const created = life.find((one) => one.type === "ADDED" && one.kind === "vitessclusters");
  return Date.parse(String(created?.object.metadata["creationTimestamp"])) + (t - 5.95) * 1000;
}

const ALIASES = ["za-4272357603", "zb-0135907119", "zc-0689490042"];

function topologyOf(primary: string | null, registered = ALIASES): Topology {
  const topology = new Topology();
  topology.keyspaces.add("main");
  topology.shard("main", "-");
  for (const alias of registered) {
    const cell = alias.slice(0, 2);
    topology.tablets.set(alias, {
      alias,
      keyspace: "main",
      shard: "-",
      cell,
      type: "replica",
      ip: "",
      podName: "",
    });
  }
  if (primary !== null) topology.promote("main", "-", primary, 0);
  return topology;
}

function only<T>(objects: T[]): T {
  const [first] = objects;
  if (first === undefined) throw new Error("The recording has none at that time.");
  return first;
}

// The order of the selector's labels is random in the recording.
const sorted = (status: unknown): unknown =>
  JSON.parse(
    JSON.stringify(status).replace(
      /"labelSelector":"([^"]*)"/,
      (_all, text: string) => `"labelSelector":"${text.split(",").toSorted().join(",")}"`,
    ),
  );

const SERVING = 51.5;

function keyspaceAt(t: number): { computed: unknown; recorded: unknown } {
  const store = storeAt(t);
  const keyspace = only(store.keyspaces.all());
  const shards = keyspaceShards(keyspace, (name) => store.shards.get(`default/${name}`));
  return {
    computed: keyspaceStatus(keyspace, shards, "2026-11-23T06:18:20Z"),
    recorded: keyspace.status,
  };
}

describe.skipIf(!recordingIsThere)("statuses, beside the recording (needs ../shared/recorded)", () => {
  it.each([
    ["before the topology server answers", 10.39, null],
    ["before any tablet is registered", 12.09, topologyOf(null, [])],
    ["once the shard serves", 51.22, topologyOf("za-4272357603")],
    ["with the killed replica coming back", 346.85, topologyOf("za-4272357603")],
  ])("VitessShard %s", (_when, t, topology) => {
    const store = storeAt(t);
    const shard = only(store.shards.all());
    const vtorcs = shardChildren(shard)
      .filter((draft) => draft.kind === "Deployment")
      .map((draft) => draft.metadata.name);
    const status = shardStatus(shard, vtorcs, { store, topology, now: clockAt(t), speed: 1 });
    expect(status).toEqual(shard.status);
  });

  it("VitessKeyspace once it serves", () => {
    const { computed, recorded } = keyspaceAt(SERVING);
    expect(computed).toEqual(recorded);
  });

  it("VitessKeyspace before the first primary: workflows cannot be listed", () => {
    const { computed, recorded } = keyspaceAt(42.2);
    expect(computed).toEqual(recorded);
  });

  it.each([
    ["when nothing is ready", 11.1],
    ["when the gateways are", 26],
    ["once it serves", SERVING],
  ])("VitessCluster %s", (_when, t) => {
    const store = storeAt(t);
    const cluster = only(store.clusters.all());
    expect(clusterStatus(cluster, store)).toEqual(cluster.status);
  });

  it("VitessCells and the EtcdLockserver", () => {
    const store = storeAt(SERVING);
    for (const cell of store.cells.all())
      expect(sorted(cellStatus(cell, store))).toEqual(sorted(cell.status));
    const lockserver = only(store.lockservers.all());
    expect(lockserverStatus(lockserver, store)).toEqual(lockserver.status);
  });
});
