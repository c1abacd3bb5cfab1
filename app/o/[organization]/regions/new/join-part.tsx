"use client";

import { useEffect, useState } from "react";
import { makeJoinAction } from "../actions";
import { AccountRights } from "@/components/region/account-rights";
import { JoinCommand } from "@/components/region/join-command";
import { ErrorBox } from "@/components/ui/error-box";
import { SkeletonRows } from "@/components/ui/skeleton-rows";
import { useAction } from "@/lib/client/use-action";
import type { JoinView } from "@/lib/contract/access";

type PackName = "capacity" | "metrics";

/** The way out of a refused kubeconfig: the command, and beside it what the account that it makes may do. */
export function JoinPart({ org }: { org: string }) {
  const [packs, setPacks] = useState<readonly PackName[]>(["capacity", "metrics"]);
  const [join, setJoin] = useState<JoinView | null>(null);
  const { run, pending, failure } = useAction(makeJoinAction, org);

  // The command is made on the server: one when this opens, and one for each change of the packs.
  useEffect(() => {
    void run({ packs }).then((made) => {
      if (made) setJoin(made);
      return made;
    });
  }, [run, packs]);

  if (failure !== null) return <ErrorBox title={failure.message}>{failure.next}</ErrorBox>;
  if (join === null) return <SkeletonRows words="Making a command." rows={3} />;
  const toggle = (pack: PackName, chosen: boolean) =>
    setPacks((before) => (chosen ? [...before, pack] : before.filter((each) => each !== pack)));
  return (
    <div className="grid gap-4 border-t border-line pt-4 desk:grid-cols-[minmax(0,1fr)_440px]">
      <div className="grid content-start gap-3">
        <JoinCommand join={join} />
        <p className="text-text-2">Paste the line that it prints into the field above, then connect.</p>
      </div>
      <div className="rounded-panel border border-line">
        <AccountRights packs={join.packs} never={join.never} onToggle={toggle} pending={pending} />
      </div>
    </div>
  );
}
