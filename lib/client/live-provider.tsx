"use client";

import { createContext, useContext, useEffect, useState, useSyncExternalStore, type ReactNode } from "react";
import { serverClock } from "@/lib/client/clock";
import { browserPorts } from "@/lib/client/live-ports";
import { LiveSession } from "@/lib/client/live-session";
import type { LiveState } from "@/lib/client/live-stream";
import { livePath } from "@/lib/client/paths";

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

/** The live session of one organization for the pages below; give it the slug as its key too. */
export function LiveProvider({ org, children }: { org: string; children: ReactNode }) {
  const [session] = useState(() => newSession(org));

  // The stream, the lock and the channel belong to the browser.
  useEffect(() => session.start(), [session]);

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
