import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);
const MODULE = fileURLToPath(new URL("../control-plane", import.meta.url));
const CACHE = fileURLToPath(new URL("../../.cache/control-plane", import.meta.url));

/** Kubernetes reports this version only if the linker is told: a plain build says v0.0.0. */
function linkerFlags(): string {
  const release = /^\s*k8s\.io\/kubernetes v(\S+)$/m.exec(readFileSync(join(MODULE, "go.mod"), "utf8"))?.[1];
  const [major, minor] = release?.split(".") ?? [];
  if (release === undefined || major === undefined || minor === undefined)
    throw new Error("e2e/control-plane/go.mod names no version of k8s.io/kubernetes.");
  const values = { gitVersion: `v${release}`, gitMajor: major, gitMinor: minor, gitTreeState: "clean" };
  const packages = ["k8s.io/component-base/version", "k8s.io/client-go/pkg/version"];
  const settings = packages.flatMap((name) =>
    Object.entries(values).map(([field, value]) => `-X ${name}.${field}=${value}`),
  );
  return ["-s", "-w", ...settings].join(" ");
}

function sourcesHash(): string {
  const hash = createHash("sha256").update(linkerFlags());
  for (const name of readdirSync(MODULE).toSorted())
    if (/\.go$|^go\.(mod|sum)$/.test(name)) hash.update(name).update(readFileSync(join(MODULE, name)));
  return hash.digest("hex").slice(0, 16);
}

/** Where the binary of the present sources is, or will be once built. */
export function controlPlanePath(): string {
  return join(CACHE, sourcesHash(), "gantry-control-plane");
}

/** The installed Go if it is new enough (1.26), else the reason why the control plane cannot be built here. */
export async function findGo(): Promise<{ version: string } | { missing: string }> {
  try {
    const { stdout } = await run("go", ["env", "GOVERSION"], { cwd: MODULE });
    const [, major = "0", minor = "0"] = /^go(\d+)\.(\d+)/.exec(stdout.trim()) ?? [];
    const isEnough = Number(major) > 1 || (Number(major) === 1 && Number(minor) >= 26);
    return isEnough
      ? { version: stdout.trim() }
      : { missing: `Go 1.26 or newer is needed, this is ${stdout.trim()}` };
  } catch {
    return { missing: "Go 1.26 or newer is needed, and there is no `go` on the PATH" };
  }
}

/**
 * The binary with etcd, the Kubernetes servers and kubectl, built once per state of its sources: 4 to 5 minutes with
 * a cold Go cache, seconds with a warm one, nothing when it is there. Throws with the compiler's words.
 */
export async function buildControlPlane(): Promise<string> {
  const binary = controlPlanePath();
  if (existsSync(binary)) return binary;
  const folder = dirname(binary);
  mkdirSync(folder, { recursive: true });
  // Built beside and renamed, so that two builders or a killed one never leave half a program.
  const draft = `${binary}.${process.pid}`;
  try {
    await run("go", ["build", "-trimpath", "-buildvcs=false", "-ldflags", linkerFlags(), "-o", draft, "."], {
      cwd: MODULE,
      env: { ...process.env, CGO_ENABLED: "0" },
      maxBuffer: 16 << 20,
    });
    renameSync(draft, binary);
  } finally {
    rmSync(draft, { force: true });
  }
  return binary;
}
