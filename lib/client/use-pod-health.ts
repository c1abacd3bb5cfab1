"use client";

import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { z } from "zod";
import { podHealthPath } from "@/lib/client/paths";
import { readKey } from "@/lib/client/query-keys";
import { readJson } from "@/lib/client/read-json";
import { PodHealthView } from "@/lib/contract/views";

export interface PodHealthState {
  pods: PodHealthView[];
  from: number;
  to: number;
}

const Pods = z.array(PodHealthView);
const EVERY_MS = 5000;

/** The health of every pod over the newest window, read again every 5 s while the page is seen. Null before the first. */
export function usePodHealth(org: string, databaseId: string, windowMs: number): PodHealthState | null {
  const { data } = useQuery({
    queryKey: readKey("pod-health", org, databaseId, windowMs),
    queryFn: async ({ signal }) => {
      const to = Date.now();
      const from = to - windowMs;
      const pods = await readJson(podHealthPath(org, databaseId, { from, to }), signal);
      return { pods: Pods.parse(pods), from, to };
    },
    placeholderData: keepPreviousData,
    refetchInterval: EVERY_MS,
    retry: 1,
  });
  return data ?? null;
}
