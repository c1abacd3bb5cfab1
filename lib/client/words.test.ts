import { describe, expect, it } from "vitest";
import { ifGantryStops, operationWords, stepCount } from "@/lib/client/operation-words";
import { databaseCounts, overviewTitle, servingSentence } from "@/lib/client/overview-words";
import { regionPlace, regionSize, regionWords } from "@/lib/client/region-words";
import { estimate, medianMs, runAxis } from "@/lib/client/run-axis";
import { databasesWorstFirst, regionsWorstFirst } from "@/lib/client/worst-first";
import type {
  DatabaseSummary,
  Finding,
  OperationView,
  Overview,
  RegionSummary,
  StepView,
} from "@/lib/contract/views";

type HealthKind = DatabaseSummary["health"]["kind"];

const database = (name: string, kind: HealthKind, lag: number | null = null): DatabaseSummary => ({
  id: `db_${name}`,
  name,
  regionId: "reg_1",
  regionName: "eu-west",
  simulated: false,
  health: { kind, sentence: kind, because: null, next: null, since: null },
  protection: "a zone",
  size: "small",
  worstLagSeconds: lag,
  lagNote: null,
  queriesPerSecond: null,
  vitessVersion: "24.0.0",
  createdAt: 0,
  observedAt: null,
  operationId: null,
});

const region = (name: string, more: Partial<RegionSummary> = {}): RegionSummary => ({
  id: `reg_${name}`,
  name,
  simulated: false,
  clusterName: "k8s-prod-1",
  provider: "EKS",
  cloudRegion: "eu-west-1",
  kubernetesVersion: "1.35.4",
  operator: { state: "ready", version: "2.17.0" },
  connection: { kind: "live", since: 0, checkedAt: 0, cause: null },
  nodes: 6,
  zones: 3,
  room: { known: true, cpuByZone: [], largestFit: "Large" },
  databases: 0,
  ...more,
});

const finding = (id: string): Finding => ({
  id,
  tone: "reduced",
  subject: "shop",
  href: "/o/example",
  state: "one replica left",
  because: null,
  next: null,
  since: null,
});

const overview = (more: Partial<Overview>): Overview => ({
  regions: [],
  databases: [],
  operations: [],
  findings: [],
  checklist: [],
  sandboxOffered: true,
  ...more,
});

const step = (title: string, state: StepView["state"]): StepView => ({
  id: title,
  title,
  state,
  evidence: null,
  startedAt: null,
  endedAt: null,
  ifFails: "",
});

const operation = (
  state: OperationView["state"],
  steps: StepView[],
  endedAt: number | null = null,
): OperationView => ({
  id: "op_1",
  kind: "create-database",
  title: "Create database shop",
  state,
  actor: "ana@example.com",
  regionId: "reg_1",
  regionName: "eu-west",
  databaseId: "db_1",
  databaseName: "shop",
  simulated: false,
  startedAt: 0,
  endedAt,
  steps,
  objects: [],
  attention: null,
  earlierRunsMs: [],
  kubectl: [],
});

describe("worst first", () => {
  it("puts what does not serve before what serves with lag, and names last", () => {
    const names = databasesWorstFirst([
      database("calm", "serving", 0.2),
      database("behind", "serving", 12),
      database("quiet", "serving"),
      database("thin", "reduced"),
      database("lost", "unknown"),
      database("broken", "down"),
      database("new", "starting"),
    ]).map((each) => each.name);
    expect(names).toEqual(["broken", "thin", "lost", "new", "behind", "calm", "quiet"]);
  });

  it("puts regions that cannot be reached before those that miss an operator", () => {
    const names = regionsWorstFirst([
      region("ready"),
      region("bare", { operator: { state: "absent", version: null } }),
      region("lost", { connection: { kind: "stale", since: 0, checkedAt: 0, cause: null } }),
      region("swapped", { connection: { kind: "identity-changed", since: 0, checkedAt: 0, cause: null } }),
    ]).map((each) => each.name);
    expect(names).toEqual(["swapped", "lost", "bare", "ready"]);
  });
});

describe("the overview", () => {
  it.each([
    [{}, "Nothing to look after yet"],
    [{ regions: [region("one")] }, "Nothing needs you"],
    [{ findings: [finding("a")] }, "1 thing needs you"],
    [{ findings: [finding("a"), finding("b"), finding("c")] }, "3 things need you"],
  ])("titles %j", (more, title) => expect(overviewTitle(overview(more))).toBe(title));

  it("counts databases by state and leaves out what there is none of", () => {
    const kinds = ["serving", "unknown", "reduced", "serving"] as const;
    const databases = kinds.map((kind, index) => database(`db-${index}`, kind));
    expect(databaseCounts({ databases })).toEqual([
      { text: "2 serving", tone: "plain" },
      { text: "1 with protection reduced", tone: "reduced" },
      { text: "1 unknown", tone: "unknown" },
    ]);
    expect(databaseCounts({ databases: [] })).toEqual([]);
  });

  it("never calls well what it cannot see", () => {
    expect(servingSentence({ databases: [database("a", "serving")] })).toBe("Nothing has stopped serving.");
    expect(servingSentence({ databases: [database("a", "unknown")] })).toContain("that Gantry can see");
    expect(servingSentence({ databases: [database("a", "down"), database("b", "unknown")] })).toBe(
      "a stopped serving writes.",
    );
  });
});

describe("a region in words", () => {
  it.each([
    ["ready", "serving", "Ready"],
    ["installing", "starting", "Installing the operator"],
    ["absent", "reduced", "No operator yet"],
    ["not-ready", "reduced", "Operator not ready"],
    ["foreign", "reduced", "Another operator runs here"],
    ["unknown", "unknown", "Operator unknown"],
  ] as const)("with an operator that is %s is %s", (state, tone, words) => {
    const said = regionWords(region("one", { operator: { state, version: null } }));
    expect([said.tone, said.state]).toEqual([tone, words]);
  });

  it("is unknown since a time and for a cause when it cannot be reached, whatever its operator was", () => {
    const connection = { kind: "stale", since: 7, checkedAt: 5, cause: "TCP: connection refused" } as const;
    expect(regionWords(region("one", { connection }))).toEqual({
      tone: "unknown",
      state: "Unknown, stale",
      since: 7,
      because: "TCP: connection refused",
    });
  });

  it("says what it is outside of Gantry", () => {
    expect(regionPlace(region("one"))).toBe("k8s-prod-1, EKS eu-west-1");
    expect(regionPlace(region("one", { provider: null, cloudRegion: null }))).toBe("k8s-prod-1");
    expect(regionPlace(region("one", { simulated: true }))).toBe("simulated, on this machine");
    expect(regionSize(region("one"))).toBe("3 zones, 6 nodes");
    expect(regionSize(region("one", { nodes: 0 }))).toBeNull();
  });
});

describe("an operation in words", () => {
  it("names the step that runs, or counts those that need a person", () => {
    expect(operationWords(operation("running", [step("Topology server", "running")])).state).toBe(
      "Topology server",
    );
    const two = [step("Volumes bound", "running"), step("vtgates ready", "running")];
    expect(operationWords(operation("running", two)).state).toBe("Volumes bound and 1 other step");
    const stuck = [step("Tablets scheduled", "stuck"), step("vtgates ready", "running")];
    expect(operationWords(operation("needs-attention", stuck)).state).toBe(
      "1 step needs you, the others go on",
    );
  });

  it("says how long it took, or where it failed", () => {
    expect(operationWords(operation("succeeded", [], 198_000)).state).toBe("Done after 3 min 18 s");
    expect(operationWords(operation("failed", [step("Apply", "failed")], 1)).state).toBe("Failed: Apply");
  });

  it("counts steps and says where it goes on after a stop", () => {
    const open = operation("running", [step("a", "done"), step("b", "stuck"), step("c", "running")]);
    expect(stepCount(open)).toBe("1 of 3 done");
    expect(ifGantryStops(open).some((line) => line.words.includes("at steps 2 and 3"))).toBe(true);
    const many = operation("running", [
      step("a", "done"),
      ...["b", "c", "d"].map((name) => step(name, "running")),
    ]);
    expect(ifGantryStops(many).some((line) => line.words.includes("at steps 2 to 4."))).toBe(true);
  });
});

describe("the strip of earlier runs", () => {
  it.each([
    [[178_000, 271_000], 198_000, 300_000, "min", 6],
    [[8_000], 3_000, 8_000, "s", 5],
    [[], 0, 1_000, "s", 2],
    [[10 * 3_600_000], 60_000, 10 * 3_600_000, "h", 6],
  ] as const)("fits runs %j and %d ms", (runs, elapsed, endMs, unit, ticks) => {
    const axis = runAxis(runs, elapsed);
    expect([axis.endMs, axis.unit, axis.ticksMs.length]).toEqual([endMs, unit, ticks]);
  });

  it("takes the middle run", () => {
    expect(medianMs([])).toBeNull();
    expect(medianMs([5, 1, 9])).toBe(5);
    expect(medianMs([4, 2])).toBe(3);
  });

  it("promises nothing without runs, and nothing more once the median has passed", () => {
    expect(estimate([], 10)).toEqual({ kind: "unknown" });
    expect(estimate([100, 200, 300], 50)).toEqual({ kind: "left", ms: 150 });
    expect(estimate([100, 200, 300], 250)).toEqual({ kind: "over", longer: 1 });
  });
});
