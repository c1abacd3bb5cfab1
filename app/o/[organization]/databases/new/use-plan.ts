"use client";

import { useEffect, useMemo, useState } from "react";
import { planDatabaseAction } from "../actions";
import { draftOf, type Choice } from "./draft";
import type { DatabaseDraft } from "@/lib/contract/inputs";
import type { PlanAnswer } from "@/lib/contract/plan";
import { useAction, type ActionFailure } from "@/lib/client/use-action";

const PAUSE_MS = 200;

export interface Planned {
  draft: DatabaseDraft;
  /** The newest answer; while the one of this very draft is not there it stands with `pending`. */
  answer: PlanAnswer | null;
  pending: boolean;
  failure: ActionFailure | null;
  change: (part: Choice) => void;
}

/** A draft in the making and its plan on the room that is free now, asked 200 ms after the last change. */
export function usePlan(org: string, regionId: string): Planned {
  const [choice, setChoice] = useState<Choice>({ regionId });
  const [defaults, setDefaults] = useState<PlanAnswer | null>(null);
  const [answer, setAnswer] = useState<PlanAnswer | null>(null);
  const [asked, setAsked] = useState<string | null>(null);
  const { run, failure } = useAction(planDatabaseAction, org);
  const text = JSON.stringify(draftOf(choice, defaults));
  // Equal drafts are one draft: an answer that changes no default asks for no second plan.
  // oxlint-disable-next-line react-hooks/exhaustive-deps -- `text` stands for the draft
  const draft = useMemo(() => draftOf(choice, defaults), [text]);

  // The plan is the server's: it is asked again whenever the draft rests.
  useEffect(() => {
    let current = true;
    const timer = setTimeout(() => {
      void run(draft).then((found) => {
        if (!current) return found;
        setAsked(JSON.stringify(draft));
        if (!found) return found;
        setDefaults(found);
        // The first answer of a region only tells its defaults: a plan without them would refuse what nobody asked.
        if (JSON.stringify(draftOf(choice, found)) === JSON.stringify(draft)) setAnswer(found);
        return found;
      });
    }, PAUSE_MS);
    return () => {
      current = false;
      clearTimeout(timer);
    };
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- a choice that leaves the draft as it was asks for nothing
  }, [run, draft]);

  const change = (part: Choice) => setChoice((before) => ({ ...before, ...part }));
  return { draft, answer, pending: asked !== text, failure, change };
}
