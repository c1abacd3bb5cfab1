import type { LagView } from "@/lib/contract/topology";
import { formatAge, formatLag } from "@/lib/domain/format";
import { LAG_LIMIT_SECONDS } from "@/lib/domain/topology/tablet-look";

export interface LagWords {
  /** The figure, or the word that stands in its place. */
  figure: string;
  note: string | null;
  tone: "ok" | "over" | "stopped" | "unknown";
}

const lastOf = (seconds: number | null): string =>
  seconds === null ? "never seen" : `last ${formatLag(seconds)}`;
const agoOf = (at: number | null, now: number): string | null =>
  at === null ? null : `${formatAge(now - at)} ago`;

/** Lag as it may be said (decision 10): a number, a stop, a lost source and a missing right are four things. Null: primary. */
export function lagWords(lag: LagView | null, now: number): LagWords | null {
  switch (lag?.kind) {
    case undefined:
      return { figure: "not sampled", note: null, tone: "unknown" };
    case "primary":
      return null;
    case "lag": {
      const over = lag.seconds > LAG_LIMIT_SECONDS;
      return {
        figure: formatLag(lag.seconds),
        note: over ? `limit ${LAG_LIMIT_SECONDS} s` : null,
        tone: over ? "over" : "ok",
      };
    }
    case "not-replicating":
      return {
        figure: lastOf(lag.lastSeconds),
        note: agoOf(lag.lastAt, now) ?? "not replicating",
        tone: "stopped",
      };
    case "not-sampled":
      return {
        figure: "not sampled",
        note: lag.lastSeconds === null ? null : `${lastOf(lag.lastSeconds)}, ${agoOf(lag.lastAt, now) ?? ""}`,
        tone: "unknown",
      };
    case "no-permission":
      return { figure: "no permission", note: null, tone: "unknown" };
  }
}
