import { expect, it } from "vitest";
import { zoneTitle } from "@/lib/domain/cluster/zone-title";

it("calls a short zone a zone, and lets a long name stand alone", () => {
  expect(["a", "eu-west-1a", ""].map((zone) => zoneTitle(zone))).toEqual(["zone a", "eu-west-1a", "no zone"]);
});

it("a long name keeps both its ends", () => {
  expect(zoneTitle("availability-zone-of-the-data-centre-in-the-north-1a")).toBe("availability-z…orth-1a");
  expect(zoneTitle("europe-central-1a", 9)).toBe("europe…1a");
});
