import { createHash } from "node:crypto";
import type { Clock } from "@/lib/sandbox/standins/clock";

/** Images that a node holds: the first container that asks waits for the pull, later ones do not. */
export interface ImageStore {
  /** `say` gets the kubelet's events. Settles when the image is there or the signal fired. */
  ensure(image: string, say: (reason: string, message: string) => void, signal: AbortSignal): Promise<void>;
}

/** Size and pull time of an image, the same at every run: between 40 and 480 MB at about 400 MB a second. */
function sizeOf(image: string): number {
  const draw = createHash("sha256").update(image).digest().readUInt32BE(0) / 0xff_ff_ff_ff;
  return Math.round((40 + 440 * draw) * 1e6);
}

const BYTES_PER_MS = 400_000;

export function createImageStore(clock: Clock, present: Iterable<string> = []): ImageStore {
  const pulls = new Map<string, Promise<void>>();
  for (const image of present) pulls.set(image, Promise.resolve());
  return {
    async ensure(image, say, signal) {
      const known = pulls.get(image);
      if (known !== undefined) {
        await known;
        if (!signal.aborted) say("Pulled", `Container image "${image}" already present on machine`);
        return;
      }
      const bytes = sizeOf(image);
      const ms = Math.round(bytes / BYTES_PER_MS);
      say("Pulling", `Pulling image "${image}"`);
      const pull = clock.sleep(ms);
      pulls.set(image, pull);
      await pull;
      const took = ms < 1000 ? `${ms}ms` : `${(ms / 1000).toFixed(3)}s`;
      if (signal.aborted) return;
      say(
        "Pulled",
        `Successfully pulled image "${image}" in ${took} (${took} including waiting). Image size: ${bytes} bytes.`,
      );
    },
  };
}
