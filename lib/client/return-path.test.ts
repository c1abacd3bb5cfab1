import { expect, it } from "vitest";
import { returnPath } from "@/lib/client/return-path";

it.each([
  ["/o/example/databases/db_1?tab=lag", "/o/example/databases/db_1?tab=lag"],
  ["/o/example", "/o/example"],
  [undefined, "/"],
  [["/o/a", "/o/b"], "/"],
  ["https://evil.example/o/x", "/"],
  ["//evil.example/o/x", "/"],
  ["/\\evil.example/o/", "/"],
  ["/o/../join/code", "/"],
  ["/o/%2e%2e/api/auth/signout", "/"],
  ["/api/auth/signout", "/"],
  ["javascript:alert(1)", "/"],
])("after signing in %j leads to %s", (asked, path) => expect(returnPath(asked)).toBe(path));
