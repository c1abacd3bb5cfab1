import { describe, expect, it } from "vitest";
import { livePath, metricsPath, paths } from "@/lib/client/paths";

describe("paths", () => {
  it("put the organization's slug first", () => {
    expect([
      paths.overview("acme"),
      paths.databases("acme"),
      paths.createDatabase("acme"),
      paths.database("acme", "db_1"),
      paths.database("acme", "db_1", "metrics"),
      paths.regions("acme"),
      paths.registerRegion("acme"),
      paths.registerRegion("acme", "reg_1"),
      paths.joinRegion("acme"),
      paths.region("acme", "reg_1", "trust"),
      paths.operations("acme"),
      paths.operation("acme", "op_1"),
      paths.needsYou("acme"),
      paths.settings("acme"),
      paths.createOrganization("acme"),
      paths.signIn(),
      paths.signIn("/o/acme/databases?q=a&b"),
      paths.setUp(),
    ]).toEqual([
      "/o/acme",
      "/o/acme/databases",
      "/o/acme/databases/new",
      "/o/acme/databases/db_1",
      "/o/acme/databases/db_1/metrics",
      "/o/acme/regions",
      "/o/acme/regions/new",
      "/o/acme/regions/new?region=reg_1",
      "/o/acme/regions/new?from=join",
      "/o/acme/regions/reg_1/trust",
      "/o/acme/operations",
      "/o/acme/operations/op_1",
      "/o/acme/needs-you",
      "/o/acme/settings",
      "/o/acme/settings/new-organization",
      "/sign-in",
      "/sign-in?to=%2Fo%2Facme%2Fdatabases%3Fq%3Da%26b",
      "/set-up",
    ]);
  });

  it("cannot be led elsewhere by an id", () => {
    expect(paths.database("a/../b", "../../sign-in?x#y")).toBe(
      "/o/a%2F..%2Fb/databases/..%2F..%2Fsign-in%3Fx%23y",
    );
  });

  it("carry the topics and the place to go on from", () => {
    expect(livePath("acme", ["overview", "database:db_1"], null)).toBe(
      "/api/live?org=acme&topics=overview%2Cdatabase%3Adb_1",
    );
    expect(livePath("acme", ["overview"], "b.7.x")).toBe("/api/live?org=acme&topics=overview&last=b.7.x");
  });

  it("carry the range of a metrics query", () => {
    const query = { series: "requests", by: "label", from: 1, to: 2, stepMs: 3 } as const;
    expect(metricsPath("acme", "db_1", query)).toBe(
      "/api/organizations/acme/databases/db_1/metrics?series=requests&by=label&from=1&to=2&step=3",
    );
  });
});
