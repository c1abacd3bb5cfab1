import { describe, expect, it } from "vitest";
import { nodeFact, storageFact } from "@/lib/domain/cluster/testing-facts";
import { checkNodes, checkStorage, checkZones, judgeStorageClass } from "@/lib/domain/region/capacity-checks";

const ZONES = ["a", "b", "c"];
const TAINT = { key: "dedicated", value: "etl", effect: "NoSchedule" } as const;
const CORDON = { key: "node.kubernetes.io/unschedulable", value: "", effect: "NoSchedule" } as const;

describe("preflight checks of capacity", () => {
  it("P7 fails where every class binds at once over zones, warns about such a default", () => {
    const atOnce = storageFact("gp2", { bindingMode: "Immediate", isDefault: true });
    expect(checkStorage([], 3).state).toBe("fail");
    expect(checkStorage([atOnce], 3).state).toBe("fail");
    expect(checkStorage([atOnce], 1).state).toBe("warn");
    const mixed = checkStorage([atOnce, storageFact("gp3")], 3);
    expect(mixed).toMatchObject({
      state: "warn",
      result: "the default gp2 is not for databases; Gantry names gp3",
    });
    expect(mixed.fix?.command).toContain("kubectl annotate --overwrite storageclass gp3 $D=true");
    expect(checkStorage([storageFact("gp3", { isDefault: true })], 3).state).toBe("pass");
    expect(checkStorage([storageFact("local", { allowExpansion: false })], 3).state).toBe("warn");
  });

  it("gives a class its badges and a verdict", () => {
    expect(judgeStorageClass(storageFact("gp2", { bindingMode: "Immediate" }))).toMatchObject({
      tone: "down",
      badges: [{ label: "binds at once", tone: "bad" }, { label: "grows" }, { label: "reclaim delete" }],
    });
  });

  it("gives the tone of a class by its worst trait", () => {
    expect(judgeStorageClass(storageFact("gp3")).tone).toBe("serving");
    expect(judgeStorageClass(storageFact("local", { allowExpansion: false })).tone).toBe("reduced");
  });

  it("P8 counts zones by the label that plans go by", () => {
    const three = ZONES.map((zone) => nodeFact(zone, zone));
    expect(checkZones(three)).toMatchObject({
      state: "pass",
      result: "3 by failure-domain.beta.kubernetes.io/zone",
      evidence: ["a: 1 node", "b: 1 node", "c: 1 node"],
    });
    const newer = checkZones(three.map((one) => ({ ...one, zoneBeta: null })));
    expect(newer).toMatchObject({ state: "pass", result: "3 by topology.kubernetes.io/zone" });
    expect(newer.evidence.at(-1)).toContain("pins by affinity");
    expect(checkZones([nodeFact("a", null)])).toMatchObject({
      state: "warn",
      result: "no zone labels: databases survive a node, not a zone",
    });
    expect(checkZones([nodeFact("a", "a")]).result).toContain("1 zone only");
  });

  it("P8 does not count zones that a plan could not use, for a node without a label", () => {
    const nodes = [...ZONES.map((zone) => nodeFact(zone, zone)), nodeFact("d", null)];
    expect(checkZones(nodes)).toMatchObject({
      state: "warn",
      result: "1 of 4 nodes without a zone label: databases survive a node, not a zone",
    });
  });

  it("P9 leaves out other architectures and tainted nodes", () => {
    expect(checkNodes([nodeFact("a", "a", { architecture: "arm64" })]).state).toBe("fail");
    expect(checkNodes([nodeFact("a", "a", { taints: [TAINT] })]).state).toBe("fail");
    expect(checkNodes([nodeFact("a", "a"), nodeFact("b", "b", { architecture: "arm64" })])).toMatchObject({
      state: "pass",
      result: "1 usable, 1 left out",
    });
  });

  it("P9 takes a cordon for a moment, not for a taint", () => {
    const cordoned = nodeFact("a", "a", { unschedulable: true, taints: [CORDON] });
    expect(checkNodes([cordoned])).toMatchObject({
      state: "warn",
      result: "every node is cordoned or not ready now",
      evidence: ["a: 8 CPU, amd64, cordoned"],
      fix: { command: "kubectl uncordon a" },
    });
    expect(checkNodes([cordoned, nodeFact("b", "b")])).toMatchObject({
      state: "pass",
      result: "1 usable, 1 left out",
    });
  });
});
