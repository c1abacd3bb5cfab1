"use client";

import { createContext, useContext, useEffect, useSyncExternalStore, type ReactNode } from "react";
import { serverClock } from "@/lib/client/clock";

const RenderedAt = createContext(0);
const TOLERATED_MS = 3000;

/** Gives pages the server's time at which they were rendered; ages count from there. */
export function ClockProvider({ serverNow, children }: { serverNow: number; children: ReactNode }) {
  // The clock is outside React. A page that took a moment to load must not set it back.
  useEffect(() => {
    if (Math.abs(serverNow - serverClock.snapshot()) > TOLERATED_MS) serverClock.follow(serverNow);
  }, [serverNow]);
  return <RenderedAt value={serverNow}>{children}</RenderedAt>;
}

/** The server's time in epoch milliseconds, moving once a second; at first the time of rendering. */
export function useServerNow(): number {
  const renderedAt = useContext(RenderedAt);
  return useSyncExternalStore(serverClock.subscribe, serverClock.snapshot, () => renderedAt);
}

const never = () => () => undefined;

/** False on the server and in the first render of the browser, which must be the same. */
export function useHydrated(): boolean {
  return useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
}
