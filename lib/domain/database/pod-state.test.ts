import { describe, expect, it } from "vitest";
import type { ContainerFact, PodFact } from "@/lib/domain/cluster/facts";
import { podCondition, stripOf, type SeenStretch } from "@/lib/domain/database/pod-state";

const container = (over: Partial<ContainerFact> = {}): ContainerFact => ({
  name: "vttablet",
  ready: true,
  restarts: 0,
  state: "running",
  reason: null,
  message: null,
  startedAt: 0,
  lastReason: null,
  image: "vitess/lite",
  ...over,
});

const pod = (over: Partial<PodFact> = {}): PodFact => ({
  kind: "pods",
  uid: "u",
  name: "p",
  namespace: "gantry-acme",
  resourceVersion: "1",
  createdAt: 0,
  deletionAt: null,
  labels: {},
  annotations: {},
  nodeName: "n1",
  phase: "Running",
  ready: true,
  readyChangedAt: 0,
  unschedulableMessage: null,
  reason: null,
  message: null,
  podIp: null,
  requestsCpuMilli: 0,
  requestsMemoryBytes: 0,
  containers: [container(), container({ name: "mysqld" })],
  claims: [],
  ownerUid: null,
  ...over,
});

describe("podCondition", () => {
  it.each<[string, PodFact, ReturnType<typeof podCondition>]>([
    [
      "ready, also after old restarts",
      pod({ containers: [container({ restarts: 3 })] }),
      { state: "ready", reason: null },
    ],
    [
      "not ready",
      pod({ ready: false, containers: [container({ ready: false }), container()] }),
      { state: "not-ready", reason: "1 of 2 containers ready" },
    ],
    [
      "restarting while the container is down",
      pod({
        ready: false,
        containers: [
          container({
            ready: false,
            restarts: 1,
            state: "waiting",
            reason: "CrashLoopBackOff",
            lastReason: "OOMKilled",
          }),
        ],
      }),
      { state: "restarting", reason: "vttablet restarted once: OOMKilled" },
    ],
    [
      "restarting until it is ready again",
      pod({ ready: false, containers: [container({ ready: false, restarts: 2, lastReason: "Error" })] }),
      { state: "restarting", reason: "vttablet restarted 2 times: Error" },
    ],
    [
      "pending in the scheduler's words",
      pod({
        phase: "Pending",
        ready: false,
        nodeName: null,
        unschedulableMessage: "0/6 nodes are available",
      }),
      { state: "pending", reason: "0/6 nodes are available" },
    ],
    [
      "pending on its image",
      pod({
        phase: "Pending",
        ready: false,
        containers: [container({ ready: false, state: "waiting", reason: "ImagePullBackOff" })],
      }),
      { state: "pending", reason: "vttablet: ImagePullBackOff" },
    ],
    [
      "evicted",
      pod({ phase: "Failed", ready: false, reason: "Evicted", message: "The node was low on memory." }),
      { state: "evicted", reason: "The node was low on memory." },
    ],
  ])("is %s", (_name, given, expected) => {
    expect(podCondition(given)).toEqual(expected);
  });
});

const seen = (
  from: number,
  seenUntil: number,
  state: SeenStretch["state"],
  reason: string | null = null,
): SeenStretch => ({
  from: from * 1000,
  seenUntil: seenUntil * 1000,
  state,
  reason,
});
const strip = (stretches: SeenStretch[], from: number, to: number, now: number) =>
  stripOf(stretches, { from: from * 1000, to: to * 1000 }, now * 1000).map((one) => [
    one.from / 1000,
    one.to === null ? null : one.to / 1000,
    one.state,
  ]);

describe("stripOf", () => {
  it("leaves the newest open while it is confirmed", () => {
    expect(strip([seen(0, 100, "pending"), seen(100, 295, "ready")], 0, 300, 300)).toEqual([
      [0, 100, "pending"],
      [100, null, "ready"],
    ]);
  });

  it("says unseen where nobody looked, between stretches and at the end", () => {
    expect(strip([seen(0, 100, "ready"), seen(200, 220, "ready")], 0, 300, 300)).toEqual([
      [0, 100, "ready"],
      [100, 200, "unseen"],
      [200, 220, "ready"],
      [220, null, "unseen"],
    ]);
  });

  it("joins what a quick restart of Gantry cut", () => {
    expect(strip([seen(0, 100, "ready"), seen(110, 298, "ready")], 0, 300, 300)).toEqual([
      [0, null, "ready"],
    ]);
  });

  it("keeps a pod that went away within the range and drops one that went before it", () => {
    const gone = [seen(0, 100, "ready"), seen(100, 100, "gone")];
    expect(strip(gone, 50, 300, 300)).toEqual([
      [50, 100, "ready"],
      [100, null, "gone"],
    ]);
    expect(strip(gone, 150, 300, 300)).toEqual([]);
  });

  it("ends at the range's end when that lies in the past", () => {
    expect(strip([seen(0, 500, "ready")], 100, 200, 500)).toEqual([[100, 200, "ready"]]);
  });
});
