"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import type { z } from "zod";
import { useLiveSession } from "@/lib/client/live-provider";
import { liveKey } from "@/lib/client/query-keys";

export interface Live<T> {
  data: T;
  /** Why nothing more comes: the thing is gone, or the right to see it. */
  gone: "not-found" | "no-permission" | null;
}

/**
 * The picture of one topic: first what the server rendered, then each snapshot of the live stream. A frame that does not
 * fit the schema is left out: the last good picture stays.
 */
export function useLive<S extends z.ZodType>(
  topic: string,
  schema: S,
  initial: z.output<S>,
): Live<z.output<S>> {
  const session = useLiveSession();
  const client = useQueryClient();
  const { data } = useQuery<Live<z.output<S>>>({
    queryKey: liveKey(topic),
    queryFn: () => ({ data: initial, gone: null }),
    enabled: false,
    staleTime: Infinity,
  });

  // The stream is outside React. What nobody watches any more is forgotten, so that no old picture comes back.
  useEffect(() => {
    if (!session) return undefined;
    const leave = session.listen(topic, (frame) => {
      if (frame.kind === "gone") {
        client.setQueryData<Live<z.output<S>>>(liveKey(topic), (before) => ({
          data: before?.data ?? initial,
          gone: frame.reason,
        }));
        return;
      }
      const parsed = schema.safeParse(frame.data);
      if (parsed.success) client.setQueryData(liveKey(topic), { data: parsed.data, gone: null });
    });
    return () => {
      leave();
      if (!session.isWatched(topic)) client.removeQueries({ queryKey: liveKey(topic), exact: true });
    };
    // `initial` is only the first picture; a new one must not start the subscription again.
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- a new first picture must not start the subscription again
  }, [session, client, topic, schema]);

  return data ?? { data: initial, gone: null };
}
