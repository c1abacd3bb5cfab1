import { expect, it } from "vitest";
import { groupEvents } from "@/lib/client/event-groups";
import type { EventView } from "@/lib/contract/views";

const event = (uid: string, at: number, change: Partial<EventView>): EventView => ({
  uid,
  at,
  type: "Warning",
  reason: "TopoConnectFailed",
  sentence: "The topology server does not answer yet.",
  raw: "",
  object: `VitessCell ${uid}`,
  count: 1,
  ...change,
});

it("makes one row of what several objects say, under the newest, with all counts", () => {
  const groups = groupEvents([
    event("a", 9, { count: 25 }),
    event("b", 8, { reason: "Updated", sentence: "The operator changed Pod x." }),
    event("c", 7, { count: 24 }),
    event("d", 6, { object: "VitessCell a" }),
  ]);
  expect(groups.map(({ event: newest, objects, count }) => [newest.uid, objects, count])).toEqual([
    ["a", ["VitessCell a", "VitessCell c"], 50],
    ["b", ["VitessCell b"], 1],
  ]);
});
