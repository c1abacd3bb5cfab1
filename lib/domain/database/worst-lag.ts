import type { LagView, TabletView } from "@/lib/domain/topology/view";

export interface WorstLag {
  /** Of the replicas that say a number; null when none does. */
  worstLagSeconds: number | null;
  /** What the number does not tell, or why there is none; else which replica it is of, where one is behind at all. */
  lagNote: string | null;
}

const NOTES = {
  "not-replicating": "not replicating",
  "no-permission": "no permission",
  "not-sampled": "not sampled",
} as const satisfies Partial<Record<LagView["kind"], string>>;

const GRAVEST_FIRST = ["not-replicating", "no-permission", "not-sampled"] as const;

/**
 * The worst lag of a database for one line of a list, and the gravest thing that is no number: what is not known is
 * said in words, never as 0 (decision 10).
 */
export function worstLag(tablets: readonly Pick<TabletView, "role" | "lag" | "alias">[]): WorstLag {
  const replicas = tablets.filter((tablet) => tablet.role !== "primary");
  if (replicas.length === 0)
    return { worstLagSeconds: null, lagNote: tablets.length === 0 ? null : "no replica" };
  const seconds = replicas.flatMap(({ lag }) => (lag?.kind === "lag" ? [lag.seconds] : []));
  const worstLagSeconds = seconds.length === 0 ? null : Math.max(...seconds);
  for (const kind of GRAVEST_FIRST) {
    const count = replicas.filter(({ lag }) => (lag?.kind ?? "not-sampled") === kind).length;
    if (count > 0) {
      return {
        worstLagSeconds,
        lagNote: count === replicas.length ? NOTES[kind] : `${count} ${NOTES[kind]}`,
      };
    }
  }
  const worst = replicas.find(({ lag }) => lag?.kind === "lag" && lag.seconds === worstLagSeconds);
  return { worstLagSeconds, lagNote: worstLagSeconds === 0 ? null : (worst?.alias ?? null) };
}
