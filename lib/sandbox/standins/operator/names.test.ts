import { describe, expect, it } from "vitest";
import {
  equalKeyRanges,
  keyRangeName,
  lockserverName,
  objectName,
  safeShard,
  serviceName,
  tabletAlias,
  tabletUid,
} from "@/lib/sandbox/standins/operator/names";

const tablet = (index: number) =>
  tabletUid({ cell: "zone1", keyspace: "commerce", keyRange: {}, poolType: "replica", index });

describe("names as vitess-operator makes them (vectors from its docs and issues)", () => {
  it("joins parts and hashes the originals", () => {
    expect(lockserverName("example", "etcd")).toBe("example-etcd-faf13de3");
    expect(serviceName("example", "vtgate")).toBe("example-vtgate-ae7df4b6");
    expect(objectName("example", "zone1", "vtgate")).toBe("example-zone1-vtgate-bc6cde92");
    expect(serviceName("example", "vtctld")).toBe("example-vtctld-625ee430");
    expect(objectName("example", "commerce", "x-x")).toBe("example-commerce-x-x-0f5afee6");
    expect(objectName("example", "commerce", "x-x", "zone1", "vtorc")).toBe(
      "example-commerce-x-x-zone1-vtorc-c13ef6ff",
    );
  });

  it("numbers tablets by their place", () => {
    expect([1, 2, 3].map(tablet)).toEqual([2548885007, 2469782763, 790125915]);
    expect(objectName("example", "vttablet", tabletAlias("zone1", tablet(1)))).toBe(
      "example-vttablet-zone1-2548885007-46a852d0",
    );
    expect(objectName("example", "vttablet", tabletAlias("zone1", tablet(3)))).toBe(
      "example-vttablet-zone1-0790125915-4e37d9d5",
    );
  });

  it("cuts what is too long and keeps the hash", () => {
    const long = serviceName("a".repeat(70), "vtgate");
    expect(long).toHaveLength(63);
    expect(long).toMatch(/a---[0-9a-f]{8}$/);
    expect(lockserverName("9lives", "etcd")).toMatch(/^x9lives-etcd-/);
  });
});

const printed = (parts: number) => equalKeyRanges(parts, 0).map(keyRangeName);

describe("key ranges", () => {
  it("splits into equal parts", () => {
    expect(printed(1)).toEqual(["-"]);
    expect(printed(2)).toEqual(["-80", "80-"]);
    expect(printed(3)).toEqual(["-55", "55-aa", "aa-"]);
    expect(printed(4)).toEqual(["-40", "40-80", "80-c0", "c0-"]);
    expect(equalKeyRanges(4, 0).map(safeShard)).toEqual(["x-40", "40-80", "80-c0", "c0-x"]);
  });
});
