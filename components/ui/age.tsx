"use client";

import { useServerNow } from "@/lib/client/clock-provider";
import { formatAge } from "@/lib/domain/format";

interface AgeProps {
  /** Epoch milliseconds of the server's or the cluster's clock. */
  at: number;
  /** "checked" makes "checked 8 s ago". */
  verb?: string;
  /** "ago" (default), or "for" to make "for 4 min". */
  kind?: "ago" | "for";
}

/** How old a value is, counting on. */
export function Age({ at, verb, kind = "ago" }: AgeProps) {
  const span = formatAge(useServerNow() - at);
  return (
    <time dateTime={new Date(at).toISOString()} className="whitespace-nowrap">
      {verb === undefined ? "" : `${verb} `}
      {kind === "for" ? `for ${span}` : `${span} ago`}
    </time>
  );
}
