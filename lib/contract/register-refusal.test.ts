import { describe, expect, it } from "vitest";
import {
  JOIN_NEXT,
  refusedLine,
  refusedPlace,
  regionNext,
  regionOfNext,
} from "@/lib/contract/register-refusal";

describe("what a refused registration says", () => {
  it("is read as it was written", () => {
    expect(regionOfNext(regionNext("reg_1"))).toBe("reg_1");
    expect([null, JOIN_NEXT, "Ask an owner."].map(regionOfNext)).toEqual([null, null, null]);
    expect(refusedLine(refusedPlace("users[0].user.exec", 18))).toBe(18);
    expect(refusedPlace("server", null)).toBe("server");
    expect(["server", "a (line x)", "(line 3) of"].map(refusedLine)).toEqual([null, null, null]);
  });
});
