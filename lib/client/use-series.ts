"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { metricsPath } from "@/lib/client/paths";
import { readKey } from "@/lib/client/query-keys";
import { readJson } from "@/lib/client/read-json";
import { SeriesAnswer, type SeriesBy, type SeriesId } from "@/lib/contract/series";

interface SeriesRange {
  org: string;
  databaseId: string;
  series: SeriesId;
  by: SeriesBy;
  /** Length of the window that ends now, in milliseconds. */
  windowMs: number;
  stepMs: number;
}

export interface SeriesState {
  answer: SeriesAnswer | null;
  /** The last read failed; the answer, if there is one, is older. */
  failed: boolean;
}

const SLOWEST_MS = 30_000;

async function read(
  { org, databaseId, series, by, windowMs, stepMs }: SeriesRange,
  signal: AbortSignal,
): Promise<SeriesAnswer> {
  const to = Date.now();
  const path = metricsPath(org, databaseId, { series, by, from: to - windowMs, to, stepMs });
  return SeriesAnswer.parse(await readJson(path, signal));
}

/** One series of a database over the newest window, read again at the pace of the sampler while the page is seen. */
export function useSeries(range: SeriesRange): SeriesState {
  const { org, databaseId, series, by, windowMs, stepMs } = range;
  const { data, isError } = useQuery({
    queryKey: readKey("series", org, databaseId, series, by, windowMs, stepMs),
    queryFn: ({ signal }) => read(range, signal),
    placeholderData: keepPreviousData,
    refetchInterval: (query) =>
      Math.min(SLOWEST_MS, Math.max(stepMs, query.state.data?.sampleEveryMs ?? stepMs)),
    retry: 1,
  });
  return { answer: data ?? null, failed: isError };
}
