import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  describeStartError,
  prepareDataDirectory,
  requireFreePort,
  requireNode,
} from "@/scripts/run/start-conditions";

describe("the version of Node", () => {
  test.each(["22.19.0", "22.20.1", "24.0.0"])("%s is new enough", (version) => {
    expect(() => requireNode(version)).not.toThrow();
  });
  test.each(["20.20.2", "22.18.9", "18.0.0"])("%s is refused by name", (version) => {
    expect(() => requireNode(version)).toThrow(`this is ${version}`);
  });
});

describe("the data directory", () => {
  const dir = mkdtempSync(join(tmpdir(), "gantry-conditions-"));
  afterAll(() => rmSync(dir, { recursive: true, force: true }));

  test("is made when it is not there", () => {
    expect(() => prepareDataDirectory(join(dir, "a/b"), 1)).not.toThrow();
  });
  test("below a file is refused with the setting to change", () => {
    writeFileSync(join(dir, "file"), "");
    expect(() => prepareDataDirectory(join(dir, "file/b"), 1)).toThrow(
      /cannot be written \(ENOTDIR\).*GANTRY_DATA_DIR/,
    );
  });
  test("that is a file is refused as one", () => {
    writeFileSync(join(dir, "taken"), "");
    expect(() => prepareDataDirectory(join(dir, "taken"), 1)).toThrow(/taken is a file.*GANTRY_DATA_DIR/);
  });
  test.each(["/proc/gantry/data", "/proc", "/sys/gantry"])(
    "%s is refused at once, though root may write everywhere",
    (place) => {
      const script = `import("./scripts/run/start-conditions.ts").then((m) => m.prepareDataDirectory(${JSON.stringify(place)}, 1))`;
      // In a process of its own: a start that never ends could not be stopped from within.
      const { signal, stderr } = spawnSync(process.execPath, ["--import", "tsx", "--eval", script], {
        encoding: "utf8",
        timeout: 20_000,
      });
      expect(signal).toBeNull();
      expect(stderr).toMatch(new RegExp(`${place} cannot be written \\([A-Z]+\\)`));
    },
  );
  test("on a disk with too little room is refused with both numbers", () => {
    const disk = statfsSync(dir);
    const more = disk.blocks * disk.bsize * 2;
    expect(() => prepareDataDirectory(dir, more)).toThrow(/has \d+ MiB left and Gantry needs \d+ MiB/);
  });
});

describe("the port", () => {
  let server: Server;
  let taken: number;
  beforeAll(async () => {
    server = createServer();
    await new Promise<void>((resolve) => {
      server.listen(0, "127.0.0.1", resolve);
    });
    const address = server.address();
    taken = address !== null && typeof address === "object" ? address.port : 0;
  });

  test("in use is refused with a way out, and free it is let through", async () => {
    await expect(requireFreePort(taken)).rejects.toThrow(`Port ${taken} is in use`);
    await new Promise<unknown>((resolve) => {
      server.close(resolve);
    });
    await expect(requireFreePort(taken)).resolves.toBeUndefined();
  });
});

test("a full disk is told from other failures", () => {
  const full = Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" });
  expect(describeStartError(full)).toContain("The disk is full");
  expect(describeStartError(new Error("PostgreSQL does not take the connection."))).toBe(
    "PostgreSQL does not take the connection.",
  );
});
