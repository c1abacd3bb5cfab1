import { describe, expect, it } from "vitest";
import { createMetricsParser, PARSE_LIMITS } from "@/lib/metrics/parse";
import { type MetricComponent, seriesOf } from "@/lib/metrics/series-table";
import { gatePage } from "@/lib/sandbox/standins/vitess/gate-page";
import { GateRuntime } from "@/lib/sandbox/standins/vitess/gate-runtime";
import { orchestratorPage } from "@/lib/sandbox/standins/vitess/orchestrator-page";
import { tabletPage } from "@/lib/sandbox/standins/vitess/tablet-page";
import { TabletRuntime } from "@/lib/sandbox/standins/vitess/tablet-runtime";
import { Topology } from "@/lib/sandbox/standins/vitess/topology";
import { tickTraffic } from "@/lib/sandbox/standins/vitess/traffic";
import { VitessWorld } from "@/lib/sandbox/standins/vitess/world";
import { recordedMetrics, recordingIsThere } from "@/lib/sandbox/testing/recording";

const NOON = Date.UTC(2026, 10, 24, 12);

/** A shard of one primary and two replicas behind one vtgate. */
function busyWorld() {
  const world = new VitessWorld();
  const topology = new Topology();
  for (const [index, cell] of ["za", "zb", "zc"].entries()) {
    const podKey = `default/tablet-${cell}`;
    const alias = `${cell}-000000010${index}`;
    topology.tablets.set(alias, {
      alias,
      cell,
      keyspace: "main",
      shard: "-",
      type: "replica",
      ip: "",
      podName: "",
    });
    const tablet = new TabletRuntime({
      alias,
      cell,
      keyspace: "main",
      shard: "-",
      podKey,
      podUid: cell,
      topology,
      startedAt: NOON,
      peakQueriesPerSecond: 600,
    });
    tablet.mysqld = { podUid: cell, ready: true, applier: { kind: "normal" }, lagSeconds: 0 };
    tablet.serving = true;
    world.tablets.set(podKey, tablet);
  }
  topology.promote("main", "-", "za-0000000100", NOON);
  const tablets = [...world.tablets.values()];
  const [first, second, third] = tablets;
  if (first === undefined || second === undefined || third === undefined) throw new Error("no tablets");
  first.setType("PRIMARY");
  const gate = new GateRuntime({
    cell: "za",
    podKey: "default/gate",
    podUid: "g",
    topology,
    startedAt: NOON,
  });
  gate.ready = true;
  world.gates.set("default/gate", gate);
  return { world, topology, gate, tablets, first, second, third };
}

interface Family {
  help: string;
  type: string;
  labels: Set<string>;
}

function familiesOf(page: string): Map<string, Family> {
  const families = new Map<string, Family>();
  let name = "";
  for (const line of page.split("\n")) {
    const meta = /^# (HELP|TYPE) (\S+) (.*)$/.exec(line);
    if (meta !== null) {
      name = meta[2] ?? "";
      const family = families.get(name) ?? { help: "", type: "", labels: new Set<string>() };
      if (meta[1] === "HELP") family.help = meta[3] ?? "";
      else family.type = meta[3] ?? "";
      families.set(name, family);
      continue;
    }
    for (const label of line.matchAll(/([a-z_]+)="/g)) families.get(name)?.labels.add(label[1] ?? "");
  }
  return families;
}

function run(world: VitessWorld, seconds: number): void {
  for (let second = 1; second <= seconds; second += 1) tickTraffic(world, NOON + second * 1000, 1);
}

function parsed(page: string, component: MetricComponent): Set<string> {
  const parser = createMetricsParser(seriesOf(component), PARSE_LIMITS);
  parser.push(Buffer.from(page));
  return new Set(parser.end().samples.map((one) => one.series));
}

describe("metrics pages of the stand-ins", () => {
  it("hold every series that Gantry keeps", () => {
    const { world, gate, first } = busyWorld();
    run(world, 400);
    const primary = tabletPage(first, NOON + 400_000);
    expect([...parsed(primary, "vttablet")].toSorted()).toEqual(
      seriesOf("vttablet")
        .map((one) => one.id)
        .toSorted(),
    );
    expect([...parsed(gatePage(gate, world, NOON + 400_000), "vtgate")].toSorted()).toEqual(
      seriesOf("vtgate")
        .map((one) => one.id)
        .toSorted(),
    );
  });

  it("agree with each other: what the gateway sent is what the tablets counted", () => {
    const { world, gate, tablets } = busyWorld();
    run(world, 60);
    const sent = [...gate.calls.values()].reduce((sum, one) => sum + one.count, 0);
    const counted = tablets
      .flatMap((one) => [...one.queries.values()])
      .reduce((sum, one) => sum + one.count, 0);
    expect(sent).toBeGreaterThan(60 * 100);
    expect(Math.abs(sent - counted)).toBeLessThan(10);
    const writes = [...(tablets[0]?.queries ?? [])]
      .filter(([plan]) => plan !== "Select")
      .reduce((sum, [, timings]) => sum + timings.count, 0);
    expect(writes / sent).toBeCloseTo(0.13, 2);
    expect(tablets[1]?.queries.has("Insert")).toBe(false);
  });

  it("hold requests back for ten seconds without a primary, then fail them, then go on", () => {
    const { world, topology, gate, tablets, first } = busyWorld();
    run(world, 5);
    const old = first;
    old.serving = false;
    for (let second = 6; second <= 12; second += 1) tickTraffic(world, NOON + second * 1000, 1);
    expect(gate.errors.get("main/primary/UNAVAILABLE")).toBe(0);
    for (let second = 13; second <= 20; second += 1) tickTraffic(world, NOON + second * 1000, 1);
    const failed = gate.errors.get("main/primary/UNAVAILABLE");
    expect(failed).toBeGreaterThan(100);
    topology.promote("main", "-", "zb-0000000101", NOON + 20_000);
    tablets[1]?.setType("PRIMARY");
    tickTraffic(world, NOON + 21_000, 1);
    tickTraffic(world, NOON + 22_000, 1);
    expect(gate.errors.get("main/primary/UNAVAILABLE")).toBe(failed);
    expect(tablets[1]?.queries.get("Insert")?.count).toBeGreaterThan(0);
  });

  it("step the lag gauge every five seconds, by a second a second while the applier is blocked", () => {
    const { world, first, third } = busyWorld();
    const replica = third;
    if (replica.mysqld !== null) replica.mysqld.applier = { kind: "blocked" };
    const shown: number[] = [];
    for (let second = 1; second <= 20; second += 1) {
      tickTraffic(world, NOON + second * 1000, 1);
      shown.push(replica.lagGauge);
    }
    expect(shown.filter((value, index) => index === 0 || value !== shown[index - 1])).toEqual([
      0, 5, 10, 15, 20,
    ]);
    expect(first.lagGauge).toBe(0);
  });
});

describe.skipIf(!recordingIsThere)(
  "metrics pages, beside the recorded ones (needs ../shared/recorded)",
  () => {
    it.each([
      ["vttablet", "t1-vttablet-za"],
      ["vtgate", "t1-vtgate-za"],
    ])("%s: each family has the recorded help, type and labels", (component, name) => {
      const { world, gate, first } = busyWorld();
      run(world, 400);
      const page =
        component === "vtgate" ? gatePage(gate, world, NOON + 400_000) : tabletPage(first, NOON + 400_000);
      const recorded = familiesOf(recordedMetrics(name));
      const ours = familiesOf(page);
      expect(ours.size).toBeGreaterThan(20);
      for (const [family, { help, type, labels }] of ours) {
        const real = recorded.get(family);
        expect({ family, help, type }).toEqual({ family, help: real?.help, type: real?.type });
        expect([...labels].toSorted(), family).toEqual([...(real?.labels ?? [])].toSorted());
      }
    });

    it("vtorc: each family that it shows has the recorded help, type and labels", () => {
      const page = orchestratorPage(
        {
          keyspace: "main",
          shard: "-",
          startedAt: NOON,
          tabletsByCell: new Map([["za", 1]]),
          deadPrimaries: new Map([["za-0000000100", true]]),
          recoveries: { tried: 2, succeeded: 1 },
        },
        NOON,
      );
      const recorded = familiesOf(recordedMetrics("t4-vtorc-za"));
      // Every recovery failed there, so this one alone is not in the recording.
      const ours = [...familiesOf(page)].filter(([family]) => family !== "vtorc_successful_recoveries");
      expect(ours.length).toBeGreaterThan(10);
      for (const [family, { help, type, labels }] of ours) {
        const real = recorded.get(family);
        expect({ family, help, type }).toEqual({ family, help: real?.help, type: real?.type });
        expect([...labels].toSorted(), family).toEqual([...(real?.labels ?? [])].toSorted());
      }
    });
  },
);
