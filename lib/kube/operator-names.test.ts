import { describe, expect, it } from "vitest";
import { operatorName, vtgateServiceName } from "@/lib/kube/operator-names";

describe("names that the operator makes", () => {
  it.each([
    [["example", "vtgate"], "example-vtgate-ae7df4b6"],
    [["example", "zone1", "vtgate"], "example-zone1-vtgate-bc6cde92"],
    [["example", "etcd"], "example-etcd-faf13de3"],
    [["example", "commerce", "x-x"], "example-commerce-x-x-0f5afee6"],
    [["example", "vttablet", "zone1-0790125915"], "example-vttablet-zone1-0790125915-4e37d9d5"],
  ])("%j is %s, as the operator's own documents print it", (parts, name) => {
    expect(operatorName(parts)).toBe(name);
  });

  it("cuts a long name and keeps its hash, within 63 characters for a service", () => {
    const name = vtgateServiceName("a".repeat(80));
    expect(name).toHaveLength(63);
    expect(name).toMatch(/^a+---[0-9a-f]{8}$/);
  });
});
