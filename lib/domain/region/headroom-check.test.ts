import { describe, expect, it } from "vitest";
import type { SizeName } from "@/lib/domain/database/spec";
import { checkHeadroom } from "@/lib/domain/region/headroom-check";
import type { LimitLine, QuotaLine } from "@/lib/domain/region/namespace-clips";

const GI = 1024 ** 3;
const NOTHING = { quotas: [], limits: [] };
const zone = (name: string, size: SizeName | null, count = 2) => ({
  zone: name,
  fit: size === null ? null : { size, count },
});
const quota = (resource: string, hard: number, used: number, scoped = false): QuotaLine => ({
  quota: "team",
  resource,
  hard,
  used,
  scoped,
});
const limit = (
  type: LimitLine["type"],
  resource: string,
  bounds: Partial<Pick<LimitLine, "max" | "min">>,
): LimitLine => ({ limitRange: "small", type, resource, max: null, min: null, ...bounds });

/** What clips a Large: 4.01 CPU and 18 Gi a tablet, 250 Gi of disk. */
const clipped = (quotas: QuotaLine[], limits: LimitLine[]) =>
  checkHeadroom([zone("a", "large")], { quotas, limits }).evidence.slice(1);

describe("P10", () => {
  it("tells the largest tablet of each zone", () => {
    expect(checkHeadroom([zone("a", "large"), zone("b", "medium", 1)], NOTHING)).toMatchObject({
      state: "pass",
      result: "Large × 2 in a, Medium × 1 in b",
      fix: null,
    });
    expect(checkHeadroom([zone("", "dev")], NOTHING).result).toBe("Dev × 2 in the cluster");
    expect(checkHeadroom([zone("a", "large"), zone("b", null)], NOTHING)).toMatchObject({
      state: "warn",
      result: "Large × 2 in a, none in b",
    });
  });

  it("is not read without the right, and fails where nothing fits", () => {
    expect(checkHeadroom(null, NOTHING).state).toBe("not-read");
    expect(checkHeadroom([zone("a", null)], NOTHING).state).toBe("fail");
    expect(checkHeadroom([], NOTHING).state).toBe("fail");
  });

  it("warns of a quota that has no room for one such tablet, in the quota's figures", () => {
    expect(
      checkHeadroom([zone("a", "large")], { quotas: [quota("requests.cpu", 8000, 6000)], limits: [] }),
    ).toMatchObject({
      state: "warn",
      evidence: ["Largest tablet: Large × 2 in a", "ResourceQuota team: 6 CPU of 8 CPU requests.cpu used"],
    });
    expect(clipped([quota("requests.memory", 20 * GI, 4 * GI)], [])).toEqual([
      "ResourceQuota team: 4 Gi of 20 Gi requests.memory used",
    ]);
    expect(clipped([quota("pods", 20, 20)], [])).toEqual(["ResourceQuota team: 20 of 20 pods used"]);
  });

  it("leaves a quota alone that has room, counts only some pods, or counts something else", () => {
    expect(
      clipped(
        [
          quota("requests.cpu", 64_000, 6000),
          quota("pods", 20, 19),
          quota("requests.cpu", 1000, 1000, true),
          quota("limits.cpu", 0, 0),
          quota("gold.storageclass.storage.k8s.io/requests.storage", 0, 0),
        ],
        [],
      ),
    ).toEqual([]);
  });

  it("names limits that refuse the largest or the smallest container of a tablet", () => {
    expect(
      clipped(
        [],
        [
          limit("Pod", "cpu", { max: 4000 }),
          limit("Container", "memory", { max: 15 * GI }),
          limit("Container", "cpu", { max: 3000, min: 50 }),
          limit("PersistentVolumeClaim", "storage", { max: 100 * GI }),
          limit("Container", "ephemeral-storage", { max: 1 }),
        ],
      ),
    ).toEqual([
      "LimitRange small: a Pod asks for at most 4 CPU",
      "LimitRange small: a Container asks for at most 15 Gi memory",
      "LimitRange small: a Container asks for at least 0.05 CPU",
      "LimitRange small: a PersistentVolumeClaim asks for at most 100 Gi storage",
    ]);
  });
});
