import "server-only";
import { z } from "zod";
import { SeriesBy, SeriesId, type SeriesAnswer } from "@/lib/contract/series";
import { ServiceError } from "@/lib/domain/errors";
import { MAX_STEPS } from "@/lib/metrics/store";
import { databaseInOrganization } from "@/lib/services/databases/find";
import { SAMPLE_EVERY_MS } from "@/lib/services/metrics/sample-region";
import { samplingOf } from "@/lib/services/metrics/sampling-state";
import { metricStore } from "@/lib/services/metrics/store";
import { regionRuntime } from "@/lib/services/regions/runtime";
import { defineRead } from "@/lib/services/verb";

const LONGEST_MS = 7 * 86_400_000;

/** Times are epoch milliseconds; `step` is what one point stands for, in milliseconds. */
const SeriesInput = z
  .strictObject({
    databaseId: z.string().max(64),
    series: SeriesId,
    by: SeriesBy,
    from: z.number().int().nonnegative(),
    to: z.number().int().nonnegative(),
    step: z.number().int().min(1000).max(86_400_000),
  })
  .refine((range) => range.to > range.from, { path: ["to"], message: "The range ends before it begins." })
  .refine((range) => range.to - range.from <= LONGEST_MS, { path: ["from"], message: "At most 7 days." });

/**
 * One series of one database over a range. The step is never finer than the sampler's pace, nor so fine that the
 * answer has more than 2000 steps; gaps keep their kind, and what is not known is absent, never 0.
 */
export const readSeries = defineRead(
  "database.read",
  SeriesInput,
  async (ctx, input): Promise<SeriesAnswer> => {
    const row = await databaseInOrganization(ctx, input.databaseId);
    const runtime = await regionRuntime(row.regionId);
    const { absent, everyMs } = samplingOf(row.id, runtime?.hub.snapshot().state ?? null);
    const { from, to } = input;
    const sampleEveryMs = everyMs ?? SAMPLE_EVERY_MS;
    const stepMs = Math.max(input.step, sampleEveryMs, Math.ceil((to - from) / MAX_STEPS));
    try {
      const series = await metricStore().query({
        databaseId: row.id,
        seriesId: input.series,
        from,
        to,
        stepMs,
        by: input.by,
        sampleEveryMs,
      });
      return { series, from, to, stepMs, sampleEveryMs: everyMs, absent };
    } catch (error) {
      if (error instanceof RangeError) throw new ServiceError("invalid", error.message);
      throw error;
    }
  },
);
