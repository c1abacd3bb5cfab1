import { afterAll, beforeAll, expect, test } from "vitest";
import { startRealRegion, type RealRegion } from "@/e2e/fixtures/real-region";

let region: RealRegion;
beforeAll(async () => {
  region = await startRealRegion();
});
afterAll(() => region.stop());

test("the stand-ins' nodes are ready in three zones, and the real node controller leaves them so", async () => {
  const { plane } = region;
  const waited = await plane.kubectl(["wait", "nodes", "--all", "--for=condition=Ready", "--timeout=30s"]);
  expect(waited.trim().split("\n")).toHaveLength(6);
  const zones = await plane.kubectl([
    "get",
    "nodes",
    "--output=jsonpath={.items[*].metadata.labels.topology\\.kubernetes\\.io/zone}",
  ]);
  expect(new Set(zones.split(" ")).size).toBe(3);
  const taints = await plane.kubectl(["get", "nodes", "--output=jsonpath={.items[*].spec.taints}"]);
  expect(taints).toBe("");
});
