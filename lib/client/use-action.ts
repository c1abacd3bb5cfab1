"use client";

import { useCallback, useRef, useState } from "react";
import { useLiveSession } from "@/lib/client/live-provider";
import type { ActionResult } from "@/lib/contract/inputs";

export type ActionFailure = Extract<ActionResult<unknown>, { ok: false }>;

export interface ActionState<I, R> {
  /** Calls the action; answers its value, or null after a failure, which then stands in `failure`. */
  run: (input: I) => Promise<R | null>;
  pending: boolean;
  failure: ActionFailure | null;
  clear: () => void;
}

const LOST: ActionFailure = {
  ok: false,
  code: "unreachable",
  message: "Gantry did not answer. Nothing may have been done; look before you try again.",
  fields: {},
  next: null,
  requestId: "",
};

/** One server action of an organization with its pending state and its failure. A newer call wins over an older one. */
export function useAction<I, R>(
  action: (slug: string, raw: unknown) => Promise<ActionResult<R>>,
  slug: string,
): ActionState<I, R> {
  const [pending, setPending] = useState(false);
  const [failure, setFailure] = useState<ActionFailure | null>(null);
  const newest = useRef(0);
  const session = useLiveSession();

  const run = useCallback(
    async (input: I): Promise<R | null> => {
      newest.current += 1;
      const call = newest.current;
      setPending(true);
      setFailure(null);
      const result = await action(slug, input).catch(() => LOST);
      if (!result.ok && result.code === "unauthenticated") void session?.checkSession();
      if (call !== newest.current) return result.ok ? result.value : null;
      setPending(false);
      if (result.ok) return result.value;
      setFailure(result);
      return null;
    },
    [action, slug, session],
  );
  const clear = useCallback(() => setFailure(null), []);
  return { run, pending, failure, clear };
}
