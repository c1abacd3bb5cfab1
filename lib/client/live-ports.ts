import type { SessionPorts } from "@/lib/client/live-session";
import type { SourceEvents } from "@/lib/client/live-stream";

function openEventSource(url: string, events: SourceEvents): () => void {
  const source = new EventSource(url);
  source.addEventListener("open", () => events.open());
  source.addEventListener("message", (event: MessageEvent<unknown>) => {
    if (typeof event.data === "string") events.message(event.data, event.lastEventId);
  });
  source.addEventListener("error", () => events.fail(source.readyState === EventSource.CLOSED));
  return () => source.close();
}

/** next-auth answers `{}` when nobody is signed in. */
async function isSignedIn(): Promise<boolean> {
  const response = await fetch("/api/auth/session", { cache: "no-store" });
  if (!response.ok) return true;
  const body: unknown = await response.json();
  return typeof body === "object" && body !== null && "user" in body;
}

/** Web Locks need a secure context; over plain HTTP to another machine each tab holds its own stream. */
function electByLock(name: string): SessionPorts["elect"] {
  return (lead) => {
    const waiting = new AbortController();
    const held = Promise.withResolvers<void>();
    navigator.locks
      .request(name, { signal: waiting.signal }, () => {
        lead();
        return held.promise;
      })
      .catch(() => undefined);
    return () => {
      waiting.abort();
      held.resolve();
    };
  };
}

/** The real browser: EventSource, one leading tab by Web Locks, the others by BroadcastChannel. */
export function browserPorts(org: string): SessionPorts {
  const name = `gantry-live-${org}`;
  const together = "locks" in navigator && "BroadcastChannel" in globalThis;
  return {
    open: openEventSource,
    isSignedIn,
    channel: together
      ? (listen) => {
          const channel = new BroadcastChannel(name);
          channel.addEventListener("message", (event: MessageEvent<unknown>) => listen(event.data));
          return {
            // A BroadcastChannel reaches only its own origin; it takes no target.
            // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a BroadcastChannel has no target origin
            post: (message) => channel.postMessage(message),
            close: () => channel.close(),
          };
        }
      : null,
    elect: together
      ? electByLock(name)
      : (lead) => {
          lead();
          return () => undefined;
        },
  };
}
