/**
 * Preloaded into a console under test: kills its own process with SIGKILL when an operation passes the named point.
 * GANTRY_CRASH_POINT is `<step>:start|effect|stored`; GANTRY_CRASH_MARK is a file that tells that it happened, and
 * keeps it from happening twice. The product knows nothing of it: points are published on a diagnostics channel.
 */
import { subscribe } from "node:diagnostics_channel";
import { existsSync, writeFileSync, writeSync } from "node:fs";

const { GANTRY_CRASH_POINT: wanted, GANTRY_CRASH_MARK: mark } = process.env;

if (wanted !== undefined && mark !== undefined) {
  subscribe("gantry:operation", ({ operationId, point }) => {
    if (point !== wanted || existsSync(mark)) return;
    writeFileSync(mark, operationId);
    writeSync(
      1,
      `${JSON.stringify({ level: 60, msg: `killed at ${point}`, operationId, crashPoint: point })}\n`,
    );
    process.kill(process.pid, "SIGKILL");
  });
}
