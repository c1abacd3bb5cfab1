"use client";

import { useEffect, useState } from "react";
import { makeJoinAction } from "../actions";
import { useAction, type ActionFailure } from "@/lib/client/use-action";
import type { JoinView } from "@/lib/contract/access";

type PackName = "capacity" | "metrics";

export interface Joining {
  join: JoinView | null;
  pending: boolean;
  failure: ActionFailure | null;
  /** Another choice of packs is another command. */
  toggle: (pack: PackName, chosen: boolean) => void;
}

/** A join command of the server: one when it is first wanted, and one for each change of the packs. */
export function useJoin(org: string, wanted: boolean): Joining {
  const [packs, setPacks] = useState<readonly PackName[]>(["capacity", "metrics"]);
  const [join, setJoin] = useState<JoinView | null>(null);
  const { run, pending, failure } = useAction(makeJoinAction, org);

  // The command is made, and its code stored, on the server.
  useEffect(() => {
    if (!wanted) return;
    void run({ packs }).then((made) => {
      if (made) setJoin(made);
      return made;
    });
  }, [run, packs, wanted]);

  const toggle = (pack: PackName, chosen: boolean) =>
    setPacks((before) => (chosen ? [...before, pack] : before.filter((each) => each !== pack)));
  return { join, pending, failure, toggle };
}
