"use client";

import { useQueryClient } from "@tanstack/react-query";
import { createContext, useContext, useEffect, useState, useSyncExternalStore, type ReactNode } from "react";
import { serverClock } from "@/lib/client/clock";
import { browserPorts } from "@/lib/client/live-ports";
import { LiveSession } from "@/lib/client/live-session";
import type { LiveState } from "@/lib/client/live-stream";
import { livePath, paths } from "@/lib/client/paths";
import { isUnknownCaller } from "@/lib/client/read-json";

const Session = createContext<LiveSession | null>(null);
const CONNECTING: LiveState = { kind: "connecting" };
const silent = () => () => undefined;
const connecting = () => CONNECTING;

function newSession(org: string): LiveSession {
  return new LiveSession({
    ports: () => browserPorts(org),
    tab: Array.from(crypto.getRandomValues(new Uint32Array(2)), (part) => part.toString(36)).join(""),
    url: (topics, last) => livePath(org, topics, last),
    onServerTime: (at) => serverClock.follow(at),
  });
}

/** The last picture of a session that has ended is not left standing: the whole document goes, and all that it holds. */
function leaveWhenSignedOut(session: LiveSession): () => void {
  return session.subscribe(() => {
    const { pathname, search } = window.location;
    if (session.snapshot().kind === "signed-out") window.location.replace(paths.signIn(pathname + search));
  });
}

/** The live session of one organization for the pages below; give it the slug as its key too. */
export function LiveProvider({ org, children }: { org: string; children: ReactNode }) {
  const [session] = useState(() => newSession(org));

  // The stream, the lock and the channel belong to the browser.
  useEffect(() => session.start(), [session]);

  const client = useQueryClient();

  // What the stream, a query or another tab learns of the session concerns the whole page.
  useEffect(() => {
    const stay = leaveWhenSignedOut(session);
    const unheard = client.getQueryCache().subscribe((event) => {
      if (event.type === "updated" && event.action.type === "error" && isUnknownCaller(event.action.error))
        void session.checkSession();
    });
    return () => {
      stay();
      unheard();
    };
  }, [session, client]);

  return <Session value={session}>{children}</Session>;
}

/** The session of the organization, or null outside the console. */
export function useLiveSession(): LiveSession | null {
  return useContext(Session);
}

/** How fresh the page is. */
export function useLiveState(): LiveState {
  const session = useContext(Session);
  return useSyncExternalStore(session?.subscribe ?? silent, session?.snapshot ?? connecting, connecting);
}
