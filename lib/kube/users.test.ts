import { describe, expect, it } from "vitest";
import { mysqlNativeHash, usersJson } from "@/lib/kube/users";

describe("mysqlNativeHash", () => {
  it("is what MySQL's PASSWORD() printed up to 5.7", () => {
    expect(mysqlNativeHash("password")).toBe("*2470C0C06DEE42FD1618BB99005ADCA2EC9D1E19");
    expect(mysqlNativeHash("")).toBe("*BE1BDEC0AA74B4DCB079943E70528096CCA985F8");
  });

  it("hashes the UTF-8 bytes", () => {
    expect(mysqlNativeHash("pässwörd")).toMatch(/^\*[0-9A-F]{40}$/);
    expect(mysqlNativeHash("pässwörd")).not.toBe(mysqlNativeHash("password"));
  });
});

describe("usersJson", () => {
  const nativeHash = mysqlNativeHash("secret");

  it("is an array of entries for the user, with keys that vtgate knows", () => {
    expect(JSON.parse(usersJson({ user: "app", nativeHash }))).toEqual({
      app: [{ UserData: "app", MysqlNativePassword: nativeHash }],
    });
  });

  it("refuses what would make vtgate exit at its start", () => {
    expect(() => usersJson({ user: "app", nativeHash: "" })).toThrow(RangeError);
    expect(() => usersJson({ user: "app", nativeHash: nativeHash.toLowerCase() })).toThrow(RangeError);
    expect(() => usersJson({ user: "", nativeHash })).toThrow(RangeError);
  });
});
