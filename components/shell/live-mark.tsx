"use client";

import Link from "next/link";
import { ClockTime } from "@/components/ui/clock-time";
import { StatusGlyph } from "@/components/ui/status-glyph";
import { useServerNow } from "@/lib/client/clock-provider";
import { useLiveSession, useLiveState } from "@/lib/client/live-provider";
import { paths } from "@/lib/client/paths";

/** A short gap is only a reconnection; after this long the pictures are called old. */
const STALE_AFTER_MS = 10_000;

function Words() {
  const state = useLiveState();
  const session = useLiveSession();
  const now = useServerNow();
  switch (state.kind) {
    case "live":
      return (
        <>
          <span className="size-1.5 rounded-[50%] bg-serving-mark" aria-hidden="true" />
          Live
        </>
      );
    case "connecting":
      return (
        <>
          <StatusGlyph shape="arc" className="animate-breathe text-starting-mark" />
          Connecting
        </>
      );
    case "reconnecting":
      return now - state.since < STALE_AFTER_MS ? (
        <>
          <StatusGlyph shape="arc" className="animate-breathe text-starting-mark" />
          Reconnecting
        </>
      ) : (
        <>
          <StatusGlyph shape="broken" className="text-unknown-mark" />
          <span>
            Stale since <ClockTime at={state.since} />
          </span>
        </>
      );
    case "paused":
      return (
        <>
          <StatusGlyph shape="broken" className="text-unknown-mark" />
          <span>
            Paused since <ClockTime at={state.since} />: live in newer pages of yours.{" "}
            <button type="button" className="link" onClick={() => session?.resume()}>
              Go on here
            </button>
          </span>
        </>
      );
    case "signed-out":
      return (
        <>
          <StatusGlyph shape="broken" className="text-unknown-mark" />
          <span>
            Stale: signed out.{" "}
            <Link href={paths.signIn()} className="link">
              Sign in
            </Link>
          </span>
        </>
      );
  }
}

/** Whether what stands on the page moves with the clusters. */
export function LiveMark() {
  return (
    <output aria-live="polite" className="flex items-center gap-1.5 text-12 whitespace-nowrap text-text-2">
      <Words />
    </output>
  );
}
