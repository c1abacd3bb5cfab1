import { describe, expect, it } from "vitest";
import { parseSettings } from "@/lib/env";

const proxies = (given: Record<string, string>) => parseSettings(given).GANTRY_TRUSTED_PROXIES;

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

  it("counts one proxy where TLS ends before Gantry, unless told otherwise", () => {
    expect(proxies({})).toBe(0);
    expect(proxies({ GANTRY_SECURE_COOKIES: "true" })).toBe(1);
    expect(proxies({ GANTRY_SECURE_COOKIES: "true", GANTRY_TRUSTED_PROXIES: "2" })).toBe(2);
    expect(() => proxies({ GANTRY_TRUSTED_PROXIES: "all" })).toThrow(/GANTRY_TRUSTED_PROXIES needs how many/);
  });

  it("takes exact host and port pairs only", () => {
    expect(
      parseSettings({ GANTRY_ALLOWED_LOOPBACK: "127.0.0.1:1, [::1]:2" }).GANTRY_ALLOWED_LOOPBACK,
    ).toEqual(["127.0.0.1:1", "[::1]:2"]);
    expect(() => parseSettings({ GANTRY_ALLOWED_LOOPBACK: "127.0.0.1" })).toThrow(/GANTRY_ALLOWED_LOOPBACK/);
  });
});
