"use client";

import { useServerNow } from "@/lib/client/clock-provider";
import { formatDuration } from "@/lib/domain/format";

/** How long something runs: counting on until `endedAt` is known. */
export function RunningTime({ startedAt, endedAt }: { startedAt: number; endedAt: number | null }) {
  const now = useServerNow();
  if (endedAt !== null)
    return <span className="whitespace-nowrap">{formatDuration(endedAt - startedAt)}</span>;
  const whole = Math.floor(Math.max(0, now - startedAt) / 1000) * 1000;
  return <span className="whitespace-nowrap">{formatDuration(whole)}</span>;
}
