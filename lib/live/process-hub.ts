import "server-only";
import { randomUUID } from "node:crypto";
import { LiveHub } from "@/lib/live/hub";
import { StreamSeats } from "@/lib/live/stream-seats";
import { topicOf, type TopicKind } from "@/lib/live/topics";

declare global {
  var gantryLiveHub: LiveHub | undefined;
  var gantryStreamSeats: StreamSeats | undefined;
}

/** The hub of this process; it hangs on globalThis so that hot reload keeps its readers. */
export function liveHub(): LiveHub {
  globalThis.gantryLiveHub ??= new LiveHub({
    now: Date.now,
    elapsed: () => performance.now(),
    boot: randomUUID().slice(0, 8),
    later: (work, ms) => {
      const timer = setTimeout(work, ms);
      timer.unref();
      return () => clearTimeout(timer);
    },
  });
  return globalThis.gantryLiveHub;
}

/** Who holds how many streams of this process; one for all bundles that Next makes. */
export function streamSeats(): StreamSeats {
  globalThis.gantryStreamSeats ??= new StreamSeats();
  return globalThis.gantryStreamSeats;
}

/** Ends the streams of this process; a start after it makes a new hub. */
export function closeLiveHub(): void {
  const hub = globalThis.gantryLiveHub;
  globalThis.gantryLiveHub = undefined;
  hub?.close();
}

/** Says that what this thing shows has changed. The overview of its organization is told too. */
export function notifyLive(organizationId: string, kind: TopicKind, id: string | null): void {
  const hub = liveHub();
  hub.notify(organizationId, topicOf(kind, id));
  if (kind !== "overview") hub.notify(organizationId, "overview");
}
