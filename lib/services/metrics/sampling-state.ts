import "server-only";
import type { SeriesAnswer } from "@/lib/contract/series";
import type { ConnectionState } from "@/lib/domain/cluster/snapshot";

/** Why a database has no samples, in the words of the chart; null while it is sampled. */
export type Absent = SeriesAnswer["absent"];

export interface SamplingState {
  absent: Absent;
  /** The pace that the API budget allows; null while nothing was sampled yet. */
  everyMs: number | null;
  at: number;
}

declare global {
  var gantrySampling: Map<string, SamplingState> | undefined;
}

const held = (): Map<string, SamplingState> => (globalThis.gantrySampling ??= new Map());

/** The sampler of this process tells how the last round went for a database. */
export function noteSampling(databaseId: string, state: SamplingState): void {
  held().set(databaseId, state);
}

export function forgetSampling(databaseId: string): void {
  held().delete(databaseId);
}

const CONNECTION: Record<Exclude<ConnectionState["kind"], "live">, string> = {
  connecting: "Gantry is connecting to the region.",
  stale: "The region is not reachable.",
  "auth-failed": "The region refuses Gantry's credential.",
  "identity-changed": "Another cluster answers at the region's address.",
};

/**
 * How a database is sampled now. A process that does not sample the region itself knows no cause: it says nothing
 * against samples that another process writes.
 */
export function samplingOf(
  databaseId: string,
  connection: ConnectionState | null,
): Omit<SamplingState, "at"> {
  const known = held().get(databaseId);
  const everyMs = known?.everyMs ?? null;
  if (connection === null) {
    return { absent: { kind: "not-sampled", cause: "Gantry holds no credential of this region." }, everyMs };
  }
  if (connection.kind !== "live") {
    const cause = [CONNECTION[connection.kind], connection.cause].filter((one) => one !== null).join(" ");
    return { absent: { kind: "not-sampled", cause }, everyMs };
  }
  return { absent: known?.absent ?? null, everyMs };
}
