import { startEngine, stopEngine } from "@/lib/engine/start";
import { env } from "@/lib/env";
import { issueSetUpCode } from "@/lib/services/people/set-up";
import { settings } from "@/lib/services/settings";
import { logger } from "@/lib/transport/log";
import { stampPeers } from "@/lib/transport/peer-address";

function end(signal: string): void {
  logger().info({ signal }, "stopping");
  void stopEngine().finally(() => process.exit(0));
}

/** What the log says of the start, of the background work and of the end of this process. */
export async function startProcess(): Promise<void> {
  process.once("SIGTERM", end);
  process.once("SIGINT", end);
  stampPeers();

  try {
    await startEngine({
      failure: (error, about) => logger().error({ ...about, err: error }, "background work failed"),
      notice: (message, about) => logger().info(about, message),
    });
  } catch (error) {
    // The logger needs settings too, and one of them may be what is wrong.
    const sentence = error instanceof Error ? error.message : "for an unknown reason";
    process.stderr.write(`Gantry did not start: ${sentence}\n`);
    process.exit(1);
  }
  // next-auth reads it itself, and without it takes every Gantry for one on port 3000.
  process.env["NEXTAUTH_URL"] ??= settings().publicUrl;
  logger().info(
    { address: settings().publicUrl, node: process.version, level: env().GANTRY_LOG_LEVEL },
    "ready",
  );
  const code = await issueSetUpCode();
  if (code !== null) {
    const link = `${settings().publicUrl}/set-up?code=${code}`;
    // Without it nobody gets in, so it is told at every level of the log.
    logger()
      .child({}, { level: "info" })
      .info({ setUpLink: link }, "Open this link once to make the first owner and organization.");
  }
}
