import { expect, it } from "vitest";
import { zoneTitle } from "@/lib/domain/cluster/zone-title";

it("calls a short zone a zone, and lets a long name stand alone", () => {
  expect(["a", "eu-west-1a", ""].map(zoneTitle)).toEqual(["zone a", "eu-west-1a", "no zone"]);
});
