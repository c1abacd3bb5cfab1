import { describe, expect, it } from "vitest";
import { foldEvents } from "@/lib/domain/database/events";
import { healthOf } from "@/lib/domain/database/health";
import { layoutTopology } from "@/lib/domain/topology/layout";
import { topologyOf } from "@/lib/domain/topology/topology-of";
import { recordedSnapshot, recordingThere } from "@/lib/kube/testing/recording";

if (!recordingThere && process.env["CI"] === "true") throw new Error("CI needs ../shared/recorded.");

const START = Date.parse("2026-11-23T06:18:14Z");
const CREATED_UNTIL = 52;

const none = { lag: new Map(), queriesPerSecond: new Map(), totalQueriesPerSecond: null };

function at(seconds: number, isCreating = seconds < CREATED_UNTIL) {
  const snapshot = recordedSnapshot(seconds);
  const parts = {
    cluster: snapshot.clusters.find((each) => each.name === "shop") ?? null,
    shards: snapshot.shards,
    pods: snapshot.pods.filter((pod) => pod.labels["planetscale.com/cluster"] === "shop"),
    claims: snapshot.claims,
  };
  const topology = topologyOf(parts, snapshot, none, START + seconds * 1000);
  const health = healthOf({
    cluster: parts.cluster,
    lockservers: snapshot.lockservers,
    topology,
    connection: snapshot.state,
    isCreating,
    isDeleting: false,
    createdAt: START,
  });
  return { snapshot, topology, health };
}

describe.skipIf(!recordingThere)(
  "the life of a database on the real operator (needs ../shared/recorded)",
  () => {
    it("is starting until it serves, without an alarm", () => {
      for (const seconds of [6, 8, 12, 20, 30, 45, 50])
        expect(at(seconds).health.kind, `${seconds} s`).toBe("starting");
      expect(at(52).health).toMatchObject({ kind: "serving", sentence: "Serving" });
    });

    it("shows three tablets in three zones with the primary that the operator elected", () => {
      const { topology } = at(58);
      expect(topology.tablets.map((each) => [each.alias, each.role, each.zone, each.words])).toEqual([
        ["za-4272357603", "primary", "a", "Serving writes"],
        ["zb-0135907119", "replica", "b", "Ready"],
        ["zc-0689490042", "replica", "c", "Ready"],
      ]);
      const layout = layoutTopology(topology, { width: 832 });
      expect([layout.level, layout.branches.length, layout.hiddenEdges]).toEqual(["full", 2, 0]);
    });

    it("tells an evicted replica while its pod is away, and that it is back", () => {
      expect(at(139).health).toMatchObject({ kind: "reduced", sentence: "Serving, protection reduced" });
      expect(at(139).health.because).toMatch(/^1 of 2 replicas can take over/);
      expect(at(158).health.kind).toBe("serving");
    });

    it("tells a tablet that no node takes while its zone is cordoned", () => {
      const { topology, health } = at(270);
      expect(health.because).toContain("zb-0135907119");
      expect(topology.tablets.find((each) => each.alias === "zb-0135907119")).toMatchObject({
        node: null,
        intendedZone: "b",
        words: expect.stringMatching(/^Pending: no node takes it, of 6 nodes \d/),
      });
    });

    it("tells within a second that the primary does not serve, though its shard record says so", () => {
      const { topology, health } = at(180);
      expect(topology.shards[0]).toMatchObject({ hasPrimary: true, servingWrites: true });
      expect(health).toMatchObject({
        kind: "down",
        sentence: "Not serving writes",
        because: "The primary za-4272357603 is not ready.",
      });
      expect(at(183).health.kind).toBe("serving");
    });

    it("tells within a second that a pod was killed, and where its successor is", () => {
      const { topology, health } = at(333);
      // A fourth tablet had been asked for and, with the strategy External, was never made.
      expect(health.because).toBe(
        "1 of 3 replicas can take over, because zc-0689490042 is not ready and 1 tablet has no pod.",
      );
      expect(topology.tablets.find((each) => each.alias === "zc-0689490042")).toMatchObject({
        node: "n6",
        tone: "starting",
      });
    });

    it("folds what the operator repeats and leaves no event without words", () => {
      const events = foldEvents(recordedSnapshot(250).events, 500);
      const paused = events.filter((event) => event.reason === "RolloutPaused");
      expect(paused).toHaveLength(1);
      expect(paused[0]?.count).toBeGreaterThan(5);
      expect(paused[0]?.sentence).toBe(
        "Paused before the next pod: za-4272357603 must become available first.",
      );
      for (const event of events) expect(event.sentence).toMatch(/^\S.*\.$/);
    });
  },
);
