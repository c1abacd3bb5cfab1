/** What the metrics route answers, and the ids that it understands. Times are epoch milliseconds. */
import { z } from "zod";

export const SeriesId = z.enum([
  "replication-lag",
  "tablet-queries",
  "tablet-transactions",
  "pool-in-use",
  "pool-capacity",
  "requests",
  "request-errors",
  "client-connections",
  "latency",
]);
export type SeriesId = z.infer<typeof SeriesId>;

/** How series are put together: one line a pod, one a label value, one in all, or every one apart. */
export const SeriesBy = z.enum(["pod", "label", "total", "each"]);
export type SeriesBy = z.infer<typeof SeriesBy>;

const SeriesPoint = z.tuple([z.number(), z.number().nullable()]);
export type SeriesPoint = z.infer<typeof SeriesPoint>;

const SeriesGap = z.object({
  from: z.number(),
  to: z.number(),
  kind: z.enum(["not-sampled", "not-replicating", "primary"]),
});
export type SeriesGap = z.infer<typeof SeriesGap>;

/** A stop, a lost source and a missing right are never one word, and never 0. */
export const LagReading = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("lag"), seconds: z.number(), at: z.number() }),
  z.object({ kind: z.literal("primary"), at: z.number() }),
  z.object({
    kind: z.literal("not-replicating"),
    at: z.number(),
    lastSeconds: z.number().nullable(),
    lastAt: z.number().nullable(),
    because: z.enum(["tablet-says-so", "frozen"]),
  }),
  z.object({
    kind: z.literal("not-sampled"),
    lastSeconds: z.number().nullable(),
    lastAt: z.number().nullable(),
  }),
]);
export type LagReading = z.infer<typeof LagReading>;

export const SeriesResult = z.object({
  key: z.string(),
  label: z.string(),
  pod: z.string().nullable(),
  labels: z.record(z.string(), z.string()),
  unit: z.enum(["seconds", "state", "per-second", "connections", "epoch-seconds"]),
  points: z.array(SeriesPoint),
  gaps: z.array(SeriesGap),
  lag: LagReading.nullable(),
});
export type SeriesResult = z.infer<typeof SeriesResult>;

/** Body of `GET /api/organizations/<slug>/databases/<id>/metrics?series=..&by=..&from=..&to=..&step=..`. */
export const SeriesAnswer = z.object({
  series: z.array(SeriesResult),
  from: z.number(),
  to: z.number(),
  /** The step that was used; coarser than asked where the range is long. */
  stepMs: z.number(),
  /** The pace of the sampler under the API budget, or null while nothing was sampled yet. */
  sampleEveryMs: z.number().nullable(),
  /** Why there is nothing, when that is known: the missing right, or the source that is gone. */
  absent: z.object({ kind: z.enum(["not-sampled", "no-permission"]), cause: z.string() }).nullable(),
});
export type SeriesAnswer = z.infer<typeof SeriesAnswer>;

/** Body of `GET /api/organizations/<slug>/lag-lines`: the last hour of every database, worst replica of each step. */
export const LagLines = z.object({
  stepMs: z.number(),
  /** By id of the database, oldest first; null where no replica said a number. One that was never sampled is not there. */
  lines: z.record(z.string(), z.array(z.number().nullable())),
});
export type LagLines = z.infer<typeof LagLines>;
