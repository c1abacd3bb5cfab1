import { expect, it } from "vitest";
import { callKinds } from "@/components/region/call-kinds";

const call = (verb: string, resource: string, calls: number, lastAt: number) => ({
  verb,
  resource,
  calls,
  bytes: 10 * calls,
  lastAt,
});

it("puts calls of one kind together, looking before writing", () => {
  const kinds = callKinds([
    call("apply", "vitessclusters.planetscale.com", 2, 5),
    call("get", "/version", 3, 9),
    call("list", "pods", 8, 4),
    call("get", "pods", 1, 7),
    call("proxy", "pods/proxy", 40, 8),
  ]);
  expect(kinds).toEqual([
    { kind: "Read", on: ["pods", "/version"], calls: 12, bytes: 120, lastAt: 9 },
    { kind: "Read metrics of pods", on: ["pods/proxy"], calls: 40, bytes: 400, lastAt: 8 },
    { kind: "Apply", on: ["vitessclusters"], calls: 2, bytes: 20, lastAt: 5 },
  ]);
});
