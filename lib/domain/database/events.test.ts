import { describe, expect, it } from "vitest";
import { eventFact } from "@/lib/domain/cluster/testing-facts";
import { clusterOfEvent, foldEvents } from "@/lib/domain/database/events";
import { sentenceOf } from "@/lib/domain/database/event-sentences";

describe("sentenceOf", () => {
  const shard = { regardingKind: "VitessShard", regardingName: "shop-main-x-80-9b1f0c2d" };

  it.each([
    [
      "NotReconcilingDrain",
      "Shard is in an unhealthy state: tablet za-4272357603 is not Available",
      "Waiting: shard -80 is not healthy (za-4272357603 is not available), so nothing is moved until it is.",
    ],
    [
      "RolloutPaused",
      "Waiting for tablet za-4272357603 to be Available.",
      "Paused before the next pod: za-4272357603 must become available first.",
    ],
    ["DrainBlocked", "no candidate", "Cannot move the primary: no other tablet is a safe candidate."],
    ["AbortingDrain", "x", "The move was cancelled half way; everything stays where it is."],
    ["PVCResizeWaiting", "x", "Disk growth waits for the storage driver, or for this pod's turn."],
    [
      "InitShardPrimary",
      "initialized shard replication with primary tablet za-4272357603",
      "za-4272357603 is the first primary.",
    ],
    [
      "TopoConnectFailed",
      "failed to connect to global lockserver: context deadline exceeded",
      "The topology server does not answer yet; the operator tries again.",
    ],
    [
      "FailedScheduling",
      "0/6 nodes are available: 2 node(s) were unschedulable, 4 node(s) didn't match Pod's node affinity/selector. no new claims to deallocate, preemption: 0/6 nodes are available: 6 Preemption is not helpful for scheduling.",
      "No node takes it: of 6 nodes 2 cordoned, 4 outside its zone.",
    ],
    [
      "FailedScheduling",
      "0/3 nodes are available: 1 Insufficient cpu, 2 Insufficient memory.",
      "No node takes it: of 3 nodes 1 short of CPU, 2 short of memory.",
    ],
    [
      "FailedScheduling",
      "0/3 nodes are available: 3 node(s) had volume node affinity conflict.",
      "Its disk lives in one zone, but no node there takes it: free room there, or rebuild it in another zone.",
    ],
    [
      "Evicted",
      "The node was low on resource: memory. Threshold quantity: 100Mi, available: 60Mi. Container mysqld was using 3241Mi, request is 2Gi, has larger consumption of memory.",
      "Kubernetes removed this pod because its node ran out of memory; it asked for 2Gi and used 3241Mi.",
    ],
    [
      "Failed",
      'Failed to pull image "vitess/lite:v24.0.0": unauthorized: authentication required',
      "The node cannot fetch image vitess/lite:v24.0.0: unauthorized. Add a pull secret.",
    ],
    [
      "BackOff",
      "Back-off restarting failed container vtgate in pod shop-za-vtgate-9ffb8a2e-x",
      "vtgate ended soon after its start; Kubernetes waits before it starts it again.",
    ],
  ])("says of %s what it means", (reason, message, sentence) => {
    expect(sentenceOf(eventFact(reason, message, shard))).toBe(sentence);
  });

  it("keeps the words of what it does not know", () => {
    expect(sentenceOf(eventFact("Strange", "something new happened"))).toBe("Something new happened.");
    expect(sentenceOf(eventFact("FailedScheduling", "a form of tomorrow"))).toBe("A form of tomorrow.");
    expect(sentenceOf(eventFact("toString", ""))).toBe("toString.");
  });
});

const paused = (uid: string, lastSeenAt: number, count: number) =>
  eventFact("RolloutPaused", "Waiting for tablet za-4272357603 to be Available.", { uid, lastSeenAt, count });

const pausedFor = (alias: string) =>
  eventFact("RolloutPaused", `Waiting for tablet ${alias} to be Available.`, { uid: alias });

const eventOf = (regardingName: string) => eventFact("Created", "x", { regardingName });

describe("foldEvents", () => {
  it("joins what repeats, with its count and its newest time, newest first", () => {
    const other = eventFact(
      "InitShardPrimary",
      "initialized shard replication with primary tablet za-4272357603",
      {
        lastSeenAt: 5,
        type: "Normal",
      },
    );
    expect(
      foldEvents([paused("a", 10, 3), other, paused("b", 30, 2)], 10).map(({ uid, at, count }) => [
        uid,
        at,
        count,
      ]),
    ).toEqual([
      ["b", 30, 5],
      ["uid-event-InitShardPrimary", 5, 1],
    ]);
  });

  it("does not join what is about different things", () => {
    expect(foldEvents([pausedFor("za-4272357603"), pausedFor("zb-0135907119")], 10)).toHaveLength(2);
    expect(foldEvents([pausedFor("za-4272357603"), pausedFor("zb-0135907119")], 1)).toHaveLength(1);
  });
});

describe("clusterOfEvent", () => {
  it("finds the database by the names that the operator builds", () => {
    expect(clusterOfEvent(eventOf("shop-etcd-a855a044-1"), "gantry-acme", ["shop", "bank"])).toBe("shop");
    expect(clusterOfEvent(eventOf("shop"), "gantry-acme", ["shop"])).toBe("shop");
    expect(clusterOfEvent(eventOf("shopping"), "gantry-acme", ["shop"])).toBeNull();
    expect(clusterOfEvent(eventOf("shop-etcd-a855a044-1"), "other", ["shop"])).toBeNull();
  });

  it("does not take the events of shop-eu for those of shop", () => {
    expect(clusterOfEvent(eventOf("shop-eu-etcd-a855a044-1"), "gantry-acme", ["shop", "shop-eu"])).toBe(
      "shop-eu",
    );
  });
});
