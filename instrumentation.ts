import type { Instrumentation } from "next";

/** What the log says of the start, of the background work and of the end of this process. */
async function startProcess(): Promise<void> {
  const { env } = await import("@/lib/env");
  const { startEngine, stopEngine } = await import("@/lib/engine/start");
  const { logger } = await import("@/lib/transport/log");
  const { issueSetUpCode } = await import("@/lib/services/people/set-up");
  const { settings } = await import("@/lib/services/settings");

  const end = (signal: string): void => {
    logger().info({ signal }, "stopping");
    void stopEngine().finally(() => process.exit(0));
  };
  process.once("SIGTERM", end);
  process.once("SIGINT", end);

  try {
    await startEngine({
      failure: (error, about) => logger().error({ ...about, err: error }, "background work failed"),
      notice: (message, about) => logger().info(about, message),
    });
  } catch (error) {
    logger().fatal({ err: error }, error instanceof Error ? error.message : "Gantry could not start.");
    process.exit(1);
  }
  logger().info(
    { address: settings().publicUrl, node: process.version, level: env().GANTRY_LOG_LEVEL },
    "ready",
  );
  const code = await issueSetUpCode();
  if (code !== null) {
    const link = `${settings().publicUrl}/set-up?code=${code}`;
    logger().info({ setUpLink: link }, "Open this link once to make the first owner and organization.");
  }
}

/** Next calls this once in each server process before it serves, in development and in production. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== "nodejs") return;
  if (process.env.NEXT_PHASE === "phase-production-build") return;
  await startProcess();
}

/** A page or route that failed without being caught: logged by path, never with its query or its headers. */
export const onRequestError: Instrumentation.onRequestError = async (error, request, context) => {
  if (process.env.NEXT_RUNTIME !== "nodejs") return;
  const { logger } = await import("@/lib/transport/log");
  const [path] = request.path.split("?");
  logger().error({ err: error, path, route: context.routePath }, "a request failed");
};
