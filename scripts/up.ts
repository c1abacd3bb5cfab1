/**
 * Starts all of Gantry on this machine and keeps it running (`npm run up`): PostgreSQL unless DATABASE_URL names one,
 * the simulated region, the console. Builds first when the sources changed. Ctrl-C or SIGTERM ends everything.
 */
import { z } from "zod";
import { parseSettings, type Env } from "@/lib/env";
import { defineGantry, type Gantry } from "@/scripts/run/gantry";
import { describeStartError, requireNode } from "@/scripts/run/start-conditions";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
const WARNING = 40;
const LogLine = z.object({
  level: z.number(),
  msg: z.string().optional(),
  setUpLink: z.string().optional(),
  err: z.object({ message: z.string() }).optional(),
});
type LogLine = z.output<typeof LogLine>;

function parseLine(line: string): LogLine | null {
  try {
    return LogLine.safeParse(JSON.parse(line)).data ?? null;
  } catch {
    return null;
  }
}

function readable({ msg = "", err }: LogLine): string {
  return err === undefined || err.message === msg ? msg : `${msg}: ${err.message}`;
}

/** The console's last words without their JSON. */
function readableWords(words: string): string {
  return words
    .split("\n")
    .map((line) => {
      const parsed = parseLine(line);
      return parsed === null ? line : readable(parsed);
    })
    .join("\n");
}

function tellReady(settings: Env, setUpLink: string | undefined, seconds: string): void {
  const address = settings.GANTRY_URL ?? `http://localhost:${settings.GANTRY_PORT}`;
  console.log(`\nGantry is ready after ${seconds} s: ${address}`);
  console.log(
    setUpLink === undefined
      ? `Sign in with your e-mail and password: ${address}/sign-in`
      : `Open this link once to make the first account and organization: ${setUpLink}`,
  );
  console.log(`Data and logs: ${settings.GANTRY_DATA_DIR}. Ctrl-C ends everything.\n`);
}

/** Resolves with the first signal that asks to end. Ctrl-C comes twice, from the terminal and from npm. */
function firstSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    for (const signal of SIGNALS) process.on(signal, resolve);
  });
}

async function run(settings: Env, gantry: Gantry, setUpLink: () => string | undefined): Promise<void> {
  const begun = performance.now();
  const signalled = firstSignal();
  const started = gantry.start().then(() => {
    tellReady(settings, setUpLink(), ((performance.now() - begun) / 1000).toFixed(1));
    return gantry.ended;
  });
  try {
    const end = await Promise.race([
      signalled.then((signal) => ({ signal })),
      // PostgreSQL may be lost before the start is through.
      Promise.race([started, gantry.ended]).then((words) => ({ words })),
    ]);
    if ("words" in end) {
      process.exitCode = 1;
      console.error(readableWords(end.words));
    } else {
      console.log("\nStopping");
    }
  } catch (error) {
    process.exitCode = 1;
    console.error(readableWords(describeStartError(error)));
  } finally {
    // A start that is cut short fails with that; nobody needs to hear it.
    void started.catch(() => undefined);
    await gantry.stop();
  }
}

async function main(): Promise<void> {
  requireNode();
  const settings = parseSettings(process.env);
  const seen: { setUpLink?: string } = {};
  const gantry = defineGantry({
    settings,
    tell: (sentence) => console.log(sentence),
    onLogLine(line) {
      const parsed = parseLine(line);
      if (parsed?.setUpLink !== undefined) seen.setUpLink = parsed.setUpLink;
      else if (parsed !== null && parsed.level >= WARNING) console.error(readable(parsed));
    },
  });
  await run(settings, gantry, () => seen.setUpLink);
}

try {
  await main();
} catch (error) {
  process.exitCode = 1;
  console.error(describeStartError(error));
}
// Something may still hold the event loop, such as a start that was cut short.
process.exit();
