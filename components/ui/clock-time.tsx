"use client";

import { useHydrated, useServerNow } from "@/lib/client/clock-provider";

interface ClockTimeProps {
  /** Epoch milliseconds. */
  at: number;
  seconds?: boolean;
  className?: string;
}

const SAME_DAY_MS = 24 * 3600 * 1000;
const two = (value: number): string => String(value).padStart(2, "0");

/** "14:02", with the date when it is another day's. In the reader's own time zone, so it appears with the script. */
export function ClockTime({ at, seconds = false, className }: ClockTimeProps) {
  const hydrated = useHydrated();
  const now = useServerNow();
  const date = new Date(at);
  const iso = date.toISOString();
  if (!hydrated) {
    return (
      <time dateTime={iso} className={className}>
        <span className="invisible">{seconds ? "00:00:00" : "00:00"}</span>
      </time>
    );
  }
  const clock = `${two(date.getHours())}:${two(date.getMinutes())}${seconds ? `:${two(date.getSeconds())}` : ""}`;
  const near = Math.abs(now - at) < SAME_DAY_MS && new Date(now).getDate() === date.getDate();
  const day = date.toLocaleDateString("en-GB", { day: "numeric", month: "short" });
  return (
    <time
      dateTime={iso}
      title={date.toLocaleString("en-GB", { timeZoneName: "short" })}
      className={className}
    >
      {near ? clock : `${day}, ${clock}`}
    </time>
  );
}
