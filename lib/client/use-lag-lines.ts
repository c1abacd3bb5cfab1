"use client";

import { useQuery } from "@tanstack/react-query";
import { lagLinesPath } from "@/lib/client/paths";
import { readKey } from "@/lib/client/query-keys";
import { readJson } from "@/lib/client/read-json";
import { LagLines } from "@/lib/contract/series";

const EVERY_MS = 15_000;

/** The last hour of lag of all databases in one reading, again every 15 s while the page is seen; not part of live frames. */
export function useLagLines(org: string): LagLines["lines"] | null {
  const { data } = useQuery({
    queryKey: readKey("lag-lines", org),
    queryFn: async ({ signal }) => LagLines.parse(await readJson(lagLinesPath(org), signal)),
    refetchInterval: EVERY_MS,
    retry: 1,
  });
  return data?.lines ?? null;
}
