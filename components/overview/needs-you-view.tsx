"use client";

import { NeedsYou } from "@/components/overview/needs-you";
import { useShell } from "@/components/shell/shell-context";
import { Empty } from "@/components/ui/empty";
import { PageHead } from "@/components/ui/page-head";
import { Panel } from "@/components/ui/panel";
import { overviewTitle } from "@/lib/client/overview-words";

/** The one list of what waits for a person: findings, operations that wait, credentials that end. Live. */
export function NeedsYouView() {
  const { overview } = useShell();
  const { findings } = overview;
  return (
    <>
      <PageHead
        title={findings.length === 0 ? "Nothing needs you" : overviewTitle(overview)}
        line="Findings, operations that wait and credentials that end, from all regions."
      />
      <Panel title="Needs you" note={findings.length}>
        {findings.length === 0 ? (
          <Empty
            title="Nothing waits."
            gain="What Gantry finds wrong and cannot mend by itself comes here with its cause and what to do."
          />
        ) : (
          <NeedsYou findings={findings} />
        )}
      </Panel>
    </>
  );
}
