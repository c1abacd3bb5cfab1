import type { Instrumentation } from "next";

/**
 * Next calls this once in each server process before it serves, in development and in production. What it starts is in
 * a file of its own, so that the bundler can leave it out of builds for other runtimes.
 */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME === "nodejs" && process.env.NEXT_PHASE !== "phase-production-build") {
    const { startProcess } = await import("@/instrumentation-node");
    await startProcess();
  }
}

/** A page or route that failed without being caught: logged by path, never with its query or its headers. */
export const onRequestError: Instrumentation.onRequestError = async (error, request, context) => {
  if (process.env.NEXT_RUNTIME === "nodejs") {
    const { logger } = await import("@/lib/transport/log");
    const [path] = request.path.split("?");
    logger().error({ err: error, path, route: context.routePath }, "a request failed");
  }
};
