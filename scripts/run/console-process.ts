import { startChild, untilHolds, type Child } from "@/scripts/run/child-process";

const NEXT = "node_modules/next/dist/bin/next";

export interface ConsoleOptions {
  port: number;
  /** Settings on top of the environment; undefined takes one away. */
  settings: Readonly<Record<string, string | undefined>>;
  /** File that takes the console's log. */
  log?: string;
  onLine?: (line: string) => void;
}

async function answersReady(port: number): Promise<boolean> {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/readyz`, { signal: AbortSignal.timeout(5000) });
    return response.ok;
  } catch {
    return false;
  }
}

/** Starts the built console on 127.0.0.1; `whenReady` resolves when its database, schema and engine are there. */
export function startConsole(options: ConsoleOptions): { child: Child; whenReady(): Promise<void> } {
  const child = startChild({
    name: "The console",
    args: [NEXT, "start", "--hostname", "127.0.0.1", "--port", String(options.port)],
    env: {
      ...process.env,
      ...options.settings,
      NODE_ENV: "production",
      GANTRY_PORT: String(options.port),
      // Without it Next ends at once on a signal, before streams and operations are drained.
      NEXT_MANUAL_SIG_HANDLE: "1",
      NEXT_TELEMETRY_DISABLED: "1",
    },
    ...(options.log === undefined ? {} : { log: options.log }),
    ...(options.onLine === undefined ? {} : { onLine: options.onLine }),
  });
  return {
    child,
    whenReady: () => untilHolds("it was ready", child, () => answersReady(options.port)),
  };
}
