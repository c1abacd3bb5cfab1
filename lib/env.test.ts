import { describe, expect, it } from "vitest";
import { parseSettings } from "@/lib/env";

describe("settings", () => {
  it("has a default for everything", () => {
    expect(parseSettings({})).toMatchObject({
      GANTRY_PORT: 3000,
      GANTRY_LOG_LEVEL: "info",
      GANTRY_ALLOWED_LOOPBACK: [],
    });
  });

  it("names the bad setting, what it needs and an example, but not its value", () => {
    expect(() => parseSettings({ GANTRY_KEY: "c2hvcnQ=" })).toThrow(/GANTRY_KEY needs 32 random bytes/);
    expect(() => parseSettings({ GANTRY_KEY: "c2hvcnQ=" })).not.toThrow(/c2hvcnQ/);
    expect(() => parseSettings({ GANTRY_PORT: "http" })).toThrow(/GANTRY_PORT needs a port/);
    expect(() => parseSettings({ DATABASE_URL: "mysql://x" })).toThrow(/DATABASE_URL needs/);
  });

  it("takes exact host and port pairs only", () => {
    expect(
      parseSettings({ GANTRY_ALLOWED_LOOPBACK: "127.0.0.1:1, [::1]:2" }).GANTRY_ALLOWED_LOOPBACK,
    ).toEqual(["127.0.0.1:1", "[::1]:2"]);
    expect(() => parseSettings({ GANTRY_ALLOWED_LOOPBACK: "127.0.0.1" })).toThrow(/GANTRY_ALLOWED_LOOPBACK/);
  });
});
