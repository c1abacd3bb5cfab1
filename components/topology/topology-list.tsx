"use client";

import { lagWords, type LagWords } from "@/components/topology/lag-words";
import { zoneWords } from "@/components/topology/place";
import { rankOf } from "@/components/topology/worst-tone";
import { ROLE_WORDS } from "@/components/topology/tablet-card";
import { Panel } from "@/components/ui/panel";
import { StatusLine } from "@/components/ui/status-line";
import { Sub, Table, Td, Th } from "@/components/ui/table";
import { useServerNow } from "@/lib/client/clock-provider";
import type { Tone, TopologyView } from "@/lib/contract/topology";

interface PodRow {
  pod: string;
  part: string;
  zone: string | null;
  node: string | null;
  tone: Tone;
  words: string;
  restarts: number;
  lag: LagWords | null;
}

const LAG_LOOKS: Record<LagWords["tone"], string> = {
  ok: "",
  over: "font-head text-reduced",
  stopped: "text-down",
  unknown: "text-unknown",
};
function rowsOf(view: TopologyView, now: number): PodRow[] {
  return [
    ...view.tablets.map((each) => ({
      ...each,
      part: ROLE_WORDS[each.role],
      lag: each.role === "primary" ? null : lagWords(each.lag, now),
    })),
    ...view.gateways.map((each) => ({ ...each, part: "vtgate", lag: null })),
    ...view.etcd.map((each) => ({ ...each, part: "topology server", lag: null })),
    ...view.others.map((each) => ({ ...each, part: each.component, lag: null })),
  ];
}

/** Every pod of the database as a table: the same data as the drawing, and the pods that it leaves out. */
export function TopologyList({ view, onSelect }: { view: TopologyView; onSelect: (pod: string) => void }) {
  const rows = rowsOf(view, useServerNow()).toSorted((a, b) => rankOf(a.tone) - rankOf(b.tone));
  const tablets = new Set(view.tablets.map((tablet) => tablet.pod));
  return (
    <Panel title="Pods" note={rows.length} end="worst first">
      <div className="overflow-x-auto">
        <Table
          caption="Pods of this database"
          head={
            <tr>
              <Th>Pod</Th>
              <Th>State</Th>
              <Th className="max-mid:hidden">Zone</Th>
              <Th className="max-mid:hidden">Node</Th>
              <Th figure>Lag</Th>
              <Th figure className="max-mid:hidden">
                Restarts
              </Th>
            </tr>
          }
        >
          {rows.map((row) => (
            <tr key={row.pod}>
              <Td>
                {tablets.has(row.pod) ? (
                  <button
                    type="button"
                    data-pod={row.pod}
                    className="mono link text-left wrap-anywhere"
                    onClick={() => onSelect(row.pod)}
                  >
                    {row.pod}
                  </button>
                ) : (
                  <span className="mono wrap-anywhere">{row.pod}</span>
                )}
                <Sub>{row.part}</Sub>
              </Td>
              <Td>
                <StatusLine tone={row.tone}>{row.words}</StatusLine>
              </Td>
              <Td className="max-mid:hidden">{zoneWords(row.zone)}</Td>
              <Td className="max-mid:hidden">{row.node ?? "no node yet"}</Td>
              <Td figure className={row.lag === null ? undefined : LAG_LOOKS[row.lag.tone]}>
                {row.lag?.figure}
                {row.lag === null || row.lag.note === null ? null : (
                  <span className="block text-12">{row.lag.note}</span>
                )}
              </Td>
              <Td figure className="max-mid:hidden">
                {row.restarts}
              </Td>
            </tr>
          ))}
        </Table>
      </div>
    </Panel>
  );
}
