import { mkdirSync } from "node:fs";
import { z } from "zod";
import { startChild, untilHolds, type Child } from "@/scripts/run/child-process";

/** How the console reaches a running simulated region. */
const Ready = z.object({
  kubeconfig: z.string(),
  control: z.url(),
  manifest: z.string(),
  server: z.url(),
});

export interface Sandbox {
  child: Child;
  /** Path of the kubeconfig that a person would paste. */
  kubeconfig: string;
  /** Address of the steering, http. */
  control: string;
  /** Path of the manifests that install its operator. */
  manifest: string;
  /** The API server's host and port, which is all that the console may dial on loopback. */
  hostPort: string;
}

export interface SandboxOptions {
  /** Holds its snapshot, kubeconfig and manifests. */
  dir: string;
  log?: string;
  /** Waits are divided by it; 1 is the pace for people who watch. */
  speed?: number;
  /** Is given the process as soon as it exists, so that it can be ended during the start. */
  watch?: (child: Child) => void;
}

/** Starts the simulated region and waits until its API server answers. */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  mkdirSync(options.dir, { recursive: true, mode: 0o700 });
  const heard: { ready: z.output<typeof Ready> | undefined } = { ready: undefined };
  const child = startChild({
    name: "The simulated region",
    args: ["--import", "tsx", "lib/sandbox/main.ts"],
    env: {
      ...process.env,
      GANTRY_SANDBOX_DIR: options.dir,
      ...(options.speed === undefined ? {} : { GANTRY_SANDBOX_SPEED: String(options.speed) }),
    },
    ...(options.log === undefined ? {} : { log: options.log }),
    onLine(line) {
      if (line.startsWith("{")) heard.ready ??= Ready.safeParse(JSON.parse(line)).data;
    },
  });
  options.watch?.(child);
  await untilHolds("it was ready", child, () => Promise.resolve(heard.ready !== undefined));
  if (heard.ready === undefined) throw new Error("The simulated region did not say where it is.");
  const { kubeconfig, control, manifest, server } = heard.ready;
  return { child, kubeconfig, control, manifest, hostPort: new URL(server).host };
}
