import { describe, expect, it } from "vitest";
import type { ClusterSnapshot } from "@/lib/domain/cluster/snapshot";
import { clusterFact, lockserverFact } from "@/lib/domain/cluster/testing-facts";
import { findingsOf, healthOf, protectionWords, type HealthInput } from "@/lib/domain/database/health";
import { tabletView, viewOf } from "@/lib/domain/topology/testing-views";
import type { TabletView, TopologyView } from "@/lib/domain/topology/view";

const T0 = Date.parse("2026-11-20T10:00:00Z");
const live: ClusterSnapshot["state"] = { kind: "live", since: T0, checkedAt: T0, cause: null };

const primary = tabletView("za-4272357603", "a1", "a", { role: "primary", lag: null });
const behind = tabletView("zb-0135907119", "b1", "b");
const last = tabletView("zc-0689490042", "c1", "c");

/** Three cells with two vtgates each, three members of etcd, a primary and two replicas. */
function topology(
  tablets: TabletView[] = [primary, behind, last],
  change: Partial<TopologyView> = {},
): TopologyView {
  const base = viewOf({
    zones: 3,
    nodes: 1,
    tablets: [0],
    gateways: [0, 0, 1, 1, 2, 2],
    etcd: [0, 1, 2],
    others: [],
    primary: 0,
    lag: 0,
  });
  return {
    ...base,
    gateways: base.gateways.map((gateway, at) => ({
      ...gateway,
      cell: ["za", "zb", "zc"][Math.floor(at / 2)] ?? "",
    })),
    shards: [
      { keyspace: "main", shard: "-", hasPrimary: true, servingWrites: true, primaryAlias: primary.alias },
    ],
    tablets,
    ...change,
  };
}

const input = (change: Partial<HealthInput> = {}): HealthInput => ({
  cluster: clusterFact("shop"),
  lockservers: [lockserverFact("shop")],
  topology: topology(),
  connection: live,
  isCreating: false,
  isDeleting: false,
  createdAt: T0,
  ...change,
});

const withTablets = (...tablets: TabletView[]): HealthInput => input({ topology: topology(tablets) });

describe("serving", () => {
  it("is said in one word when everything is as planned", () => {
    expect(healthOf(input())).toEqual({
      kind: "serving",
      sentence: "Serving",
      because: null,
      next: null,
      since: null,
    });
    expect(findingsOf(input())).toEqual([]);
  });

  it("does not wait for a number of lag that nobody may read", () => {
    const unread = { ...behind, lag: { kind: "no-permission" as const, lastSeconds: null, lastAt: null } };
    expect(healthOf(withTablets(primary, unread, last)).kind).toBe("serving");
  });

  it("bears one vtgate of two that restarts", () => {
    const now = topology();
    const gateways = now.gateways.map((gateway, at) => ({ ...gateway, ready: at !== 0 }));
    expect(healthOf(input({ topology: { ...now, gateways } })).kind).toBe("serving");
  });
});

describe("protection reduced", () => {
  const slow = { ...behind, lag: { kind: "lag" as const, seconds: 32, at: T0 } };
  const stopped = {
    ...last,
    lag: {
      kind: "not-replicating" as const,
      at: T0,
      lastSeconds: 2,
      lastAt: T0,
      because: "tablet-says-so" as const,
    },
  };

  it("says how many can take over and why the others cannot", () => {
    expect(healthOf(withTablets(primary, slow, stopped))).toMatchObject({
      kind: "reduced",
      sentence: "Serving, protection reduced",
      because:
        "0 of 2 replicas can take over, because zb-0135907119 is 32 s behind and zc-0689490042 stopped replicating.",
    });
  });

  it("says since when a replica is not ready", () => {
    const down = { ...behind, ready: false, since: T0 + 5000 };
    expect(healthOf(withTablets(primary, down, last))).toMatchObject({ kind: "reduced", since: T0 + 5000 });
  });

  it("counts a tablet without a pod", () => {
    expect(healthOf(withTablets(primary, last)).because).toBe(
      "1 of 2 replicas can take over, because 1 tablet has no pod.",
    );
  });

  it("lists each trouble apart for the person on call", () => {
    expect(
      findingsOf(withTablets(primary, slow, stopped)).map(({ id, tone, state }) => [id, tone, state]),
    ).toEqual([
      ["replica:zb-0135907119", "reduced", "zb-0135907119 is 32 s behind"],
      ["replica:zc-0689490042", "reduced", "zc-0689490042 stopped replicating"],
    ]);
  });

  it("is what a cell without a vtgate, or a lost member of the topology server, does", () => {
    const now = topology();
    const gateways = now.gateways.map((gateway) => ({ ...gateway, ready: gateway.cell !== "zb" }));
    expect(healthOf(input({ topology: { ...now, gateways } }))).toMatchObject({
      kind: "reduced",
      because: "No vtgate is ready in cell zb.",
    });
    const etcd = now.etcd.map((member, at) => ({ ...member, ready: at !== 1 }));
    expect(healthOf(input({ topology: { ...now, etcd } })).because).toBe(
      "2 of 3 members are ready; without one more nobody could fail over.",
    );
  });

  it("changes the words of what the level promises", () => {
    expect(protectionWords("zone", healthOf(input()))).toBe("Survives a zone");
    expect(protectionWords("zone", healthOf(withTablets(primary, slow, last)))).toBe(
      "Survives a zone by plan, reduced now",
    );
  });
});

describe("not serving", () => {
  it("is said at once when the pod of the primary is gone, before any status says so", () => {
    expect(healthOf(withTablets(behind, last))).toMatchObject({
      kind: "down",
      sentence: "Not serving writes",
      because: "The primary za-4272357603 has no pod.",
    });
    const leaving = { ...primary, leaving: true };
    expect(healthOf(withTablets(leaving, behind, last)).because).toBe(
      "The primary za-4272357603 is being deleted.",
    );
  });

  it("names the shard without a primary", () => {
    const shards = [
      { keyspace: "main", shard: "-80", hasPrimary: false, servingWrites: true, primaryAlias: null },
    ];
    expect(healthOf(input({ topology: topology([behind, last], { shards }) })).because).toBe(
      "Shard -80 has no primary.",
    );
  });

  it("is no quorum of the topology server, and no vtgate at all", () => {
    const now = topology();
    const etcd = now.etcd.map((member, at) => ({ ...member, ready: at === 0 }));
    expect(healthOf(input({ topology: { ...now, etcd } }))).toMatchObject({
      kind: "down",
      sentence: "The topology server has no quorum",
      because: "1 of 3 members are ready.",
    });
    const gateways = now.gateways.map((gateway) => ({ ...gateway, ready: false }));
    expect(healthOf(input({ topology: { ...now, gateways } })).sentence).toBe("Applications cannot connect");
  });

  it("says that a database was deleted outside instead of being silent", () => {
    const gone = input({ cluster: null });
    expect(healthOf(gone)).toMatchObject({ kind: "down", sentence: "Not serving" });
    expect(findingsOf(gone).map((one) => one.id)).toEqual(["gone"]);
  });
});

describe("starting and deleting", () => {
  const young = topology(
    [primary, behind, last].map((tablet) => ({
      ...tablet,
      ready: tablet !== primary,
      role: "replica" as const,
    })),
    {
      shards: [{ keyspace: "main", shard: "-", hasPrimary: false, servingWrites: true, primaryAlias: null }],
    },
  );

  it("takes what is missing while a database is made for a part of it", () => {
    const making = input({ topology: young, isCreating: true });
    expect(healthOf(making)).toEqual({
      kind: "starting",
      sentence: "Starting: 2 of 3 tablets ready",
      because: "topology server 3 of 3, no primary yet, vtgates 6 of 6",
      next: null,
      since: T0,
    });
    expect(findingsOf(making)).toEqual([]);
    expect(healthOf(input({ cluster: null, isCreating: true })).kind).toBe("starting");
  });

  it("takes the same for trouble afterwards", () => {
    expect(healthOf(input({ topology: young })).kind).toBe("down");
  });

  it("counts what still runs while it is deleted", () => {
    expect(healthOf(input({ isDeleting: true }))).toMatchObject({
      kind: "deleting",
      because: "12 pods of it still run",
    });
  });
});

describe("unknown", () => {
  it.each([
    ["stale", "Unknown, stale", "Gantry tries again by itself. The database does not depend on that."],
    ["auth-failed", "Unknown", "Renew the credential of the region."],
    ["identity-changed", "Unknown", "Gantry writes nothing until an owner says which cluster this is."],
  ] as const)(
    "is all that may be said of a region that is %s, whatever was seen last",
    (kind, said, next) => {
      const lost = input({
        connection: { kind, since: T0 + 1, checkedAt: T0, cause: "TCP: connection refused" },
      });
      expect(healthOf(lost)).toEqual({
        kind: "unknown",
        sentence: said,
        because: "TCP: connection refused.",
        next,
        since: T0 + 1,
      });
      expect(findingsOf(lost).map((one) => one.tone)).toEqual(["unknown"]);
    },
  );

  it("is no finding while Gantry connects", () => {
    expect(findingsOf(input({ connection: { ...live, kind: "connecting" } }))).toEqual([]);
  });
});
