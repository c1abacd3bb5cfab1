import { describe, expect, it } from "vitest";
import { originOf } from "@/lib/domain/origin";

const from = (headers: Record<string, string>) => originOf(new Headers(headers));

describe("the origin of a request", () => {
  it("is the same for the host that it is sent to, also behind a proxy", () => {
    expect(from({ origin: "http://localhost:3000", host: "localhost:3000" })).toBe("same");
    expect(
      from({
        origin: "https://gantry.example.com",
        host: "10.0.0.7:3000",
        "x-forwarded-host": "gantry.example.com",
      }),
    ).toBe("same");
  });

  it.each([
    ["another host", { origin: "https://evil.example.com", host: "localhost:3000" }],
    ["another port of this machine", { origin: "http://localhost:4000", host: "localhost:3000" }],
    ["a page without an origin of its own", { origin: "null", host: "localhost:3000" }],
    ["no host to compare with", { origin: "http://localhost:3000" }],
  ])("is foreign for %s", (_, headers) => {
    expect(from(headers)).toBe("foreign");
  });

  it("is unsaid without the header", () => {
    expect(from({ host: "localhost:3000" })).toBe("unsaid");
  });
});
