import { describe, expect, it } from "vitest";
import type { NodeFact, StorageClassFact } from "@/lib/domain/cluster/facts";
import {
  checkHeadroom,
  checkNodes,
  checkStorage,
  checkZones,
  judgeStorageClass,
} from "@/lib/domain/region/capacity-checks";

const base = {
  uid: "u",
  namespace: null,
  resourceVersion: "1",
  createdAt: 0,
  deletionAt: null,
  labels: {},
  annotations: {},
};

const storage = (name: string, change: Partial<StorageClassFact> = {}): StorageClassFact => ({
  ...base,
  kind: "storageclasses",
  name,
  provisioner: "ebs.csi.aws.com",
  isDefault: false,
  bindingMode: "WaitForFirstConsumer",
  allowExpansion: true,
  reclaimPolicy: "Delete",
  ...change,
});

const node = (name: string, change: Partial<NodeFact> = {}): NodeFact => ({
  ...base,
  kind: "nodes",
  name,
  cpuMilli: 8000,
  memoryBytes: 32 * 1024 ** 3,
  podsMax: 110,
  architecture: "amd64",
  instanceType: null,
  zoneBeta: null,
  zone: null,
  taints: [],
  unschedulable: false,
  ready: true,
  kubeletVersion: "v1.35.4",
  providerId: null,
  ...change,
});

describe("preflight checks of capacity", () => {
  it("P7 fails where every class binds at once over zones, warns about such a default", () => {
    const atOnce = storage("gp2", { bindingMode: "Immediate", isDefault: true });
    expect(checkStorage([], 3).state).toBe("fail");
    expect(checkStorage([atOnce], 3).state).toBe("fail");
    expect(checkStorage([atOnce], 1).state).toBe("warn");
    const mixed = checkStorage([atOnce, storage("gp3")], 3);
    expect(mixed).toMatchObject({
      state: "warn",
      result: "the default gp2 is not for databases; Gantry names gp3",
    });
    expect(mixed.fix?.command).toContain("kubectl annotate --overwrite storageclass gp3 $D=true");
    expect(checkStorage([storage("gp3", { isDefault: true })], 3).state).toBe("pass");
    expect(checkStorage([storage("local", { allowExpansion: false })], 3).state).toBe("warn");
  });

  it("gives a class its badges and a verdict", () => {
    expect(judgeStorageClass(storage("gp2", { bindingMode: "Immediate" }))).toMatchObject({
      good: false,
      badges: [{ label: "binds at once", tone: "bad" }, { label: "grows" }, { label: "reclaim delete" }],
    });
  });

  it("P8 counts zones by the label that is there", () => {
    const three = ["a", "b", "c"].map((zone) => node(zone, { zone }));
    expect(checkZones(three)).toMatchObject({ state: "pass", result: "3 by topology.kubernetes.io/zone" });
    expect(checkZones(three.map((one) => ({ ...one, zoneBeta: one.zone }))).result).toBe("3 by both labels");
    expect(checkZones([node("a")])).toMatchObject({
      state: "warn",
      result: "no zone labels: databases survive a node, not a zone",
    });
    expect(checkZones([node("a", { zone: "a" })]).result).toContain("1 zone only");
  });

  it("P9 leaves out other architectures and tainted nodes", () => {
    const taint = { key: "dedicated", value: "etl", effect: "NoSchedule" } as const;
    expect(checkNodes([node("a", { architecture: "arm64" })]).state).toBe("fail");
    expect(checkNodes([node("a", { taints: [taint] })]).state).toBe("fail");
    expect(checkNodes([node("a"), node("b", { architecture: "arm64" })])).toMatchObject({
      state: "pass",
      result: "1 usable, 1 left out",
    });
  });

  it("P10 is not read without the right, and names what clips", () => {
    expect(checkHeadroom(null, []).state).toBe("not-read");
    expect(checkHeadroom([{ zone: "a", size: null }], []).state).toBe("fail");
    expect(
      checkHeadroom(
        [
          { zone: "a", size: "Large" },
          { zone: "b", size: null },
        ],
        [],
      ),
    ).toMatchObject({
      state: "warn",
      result: "Large in a, none in b",
    });
    expect(checkHeadroom([{ zone: "a", size: "Large" }], [{ words: "ResourceQuota x" }]).evidence).toContain(
      "ResourceQuota x",
    );
    expect(checkHeadroom([{ zone: "a", size: "Large" }], []).state).toBe("pass");
  });
});
