"use client";

import { lagWords } from "@/components/topology/lag-words";
import { zoneWords } from "@/components/topology/place";
import { ROLE_WORDS } from "@/components/topology/tablet-card";
import { Panel } from "@/components/ui/panel";
import { StatusLine } from "@/components/ui/status-line";
import { Sub, Table, Td, Th } from "@/components/ui/table";
import type { StatusTone } from "@/components/ui/tone";
import { useServerNow } from "@/lib/client/clock-provider";
import type { TopologyView } from "@/lib/contract/topology";

interface PodRow {
  pod: string;
  part: string;
  zone: string | null;
  node: string | null;
  tone: StatusTone;
  words: string;
  restarts: number;
  lag: string;
}

function rowsOf(view: TopologyView, now: number): PodRow[] {
  return [
    ...view.tablets.map((each) => ({
      ...each,
      part: ROLE_WORDS[each.role],
      lag: lagWords(each.lag, now)?.figure ?? "",
    })),
    ...view.gateways.map((each) => ({ ...each, part: "vtgate", lag: "" })),
    ...view.etcd.map((each) => ({ ...each, part: "topology server", lag: "" })),
    ...view.others.map((each) => ({ ...each, part: each.component, lag: "" })),
  ];
}

/** Every pod of the database as a table: the same data as the drawing, and the pods that it leaves out. */
export function TopologyList({ view, onSelect }: { view: TopologyView; onSelect: (pod: string) => void }) {
  const rows = rowsOf(view, useServerNow());
  const tablets = new Set(view.tablets.map((tablet) => tablet.pod));
  return (
    <Panel title="Pods" note={rows.length}>
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
              <Td figure>{row.lag}</Td>
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
