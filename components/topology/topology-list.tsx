"use client";

import { lagWords, type LagWords } from "@/components/topology/lag-words";
import { zoneWords } from "@/components/topology/place";
import { rankOf } from "@/components/topology/worst-tone";
import { ROLE_WORDS } from "@/components/topology/tablet-card";
import { Panel } from "@/components/ui/panel";
import { StatusLine } from "@/components/ui/status-line";
import { Sub, Table, Td, Th } from "@/components/ui/table";
import { cutMiddle } from "@/lib/domain/format";
import { useServerNow } from "@/lib/client/clock-provider";
import type { Tone, TopologyView } from "@/lib/contract/topology";

interface PodRow {
  pod: string;
  part: string;
  /** It has a card of its own. */
  isTablet: boolean;
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
      isTablet: true,
      lag: each.role === "primary" ? null : lagWords(each.lag, now),
    })),
    ...view.gateways.map((each) => ({ ...each, part: "vtgate", isTablet: false, lag: null })),
    ...view.etcd.map((each) => ({ ...each, part: "topology server", isTablet: false, lag: null })),
    ...view.others.map((each) => ({ ...each, part: each.component, isTablet: false, lag: null })),
  ];
}

interface RowsProps {
  rows: readonly PodRow[];
  onSelect: (pod: string) => void;
}

/** The name of a pod; a tablet's opens its card. */
function Name({ row, onSelect, most }: { row: PodRow; onSelect: RowsProps["onSelect"]; most?: number }) {
  const name = most === undefined ? row.pod : cutMiddle(row.pod, most);
  if (!row.isTablet) return <span className="mono wrap-anywhere">{name}</span>;
  return (
    <button
      type="button"
      data-pod={row.pod}
      title={row.pod}
      className="mono link text-left wrap-anywhere"
      onClick={() => onSelect(row.pod)}
    >
      {name}
    </button>
  );
}

function Lag({ lag }: { lag: LagWords | null }) {
  if (lag === null) return null;
  return (
    <span className={LAG_LOOKS[lag.tone]}>
      {lag.figure}
      {lag.note === null ? null : <span className="block text-12">{lag.note}</span>}
    </span>
  );
}

function Wide({ rows, onSelect }: RowsProps) {
  return (
    <Table
      className="max-mid:hidden"
      caption="Pods of this database"
      head={
        <tr>
          <Th>Pod</Th>
          <Th>State</Th>
          <Th>Zone</Th>
          <Th>Node</Th>
          <Th figure>Lag</Th>
          <Th figure>Restarts</Th>
        </tr>
      }
    >
      {rows.map((row) => (
        <tr key={row.pod}>
          <Td>
            <Name row={row} onSelect={onSelect} />
            <Sub>{row.part}</Sub>
          </Td>
          <Td>
            <StatusLine tone={row.tone}>{row.words}</StatusLine>
          </Td>
          <Td>{zoneWords(row.zone)}</Td>
          <Td className="wrap-anywhere">{row.node ?? "no node yet"}</Td>
          <Td figure>
            <Lag lag={row.lag} />
          </Td>
          <Td figure>{row.restarts}</Td>
        </tr>
      ))}
    </Table>
  );
}

const NARROW_NAME = 30;

function Narrow({ rows, onSelect }: RowsProps) {
  return (
    <ul className="divide-y divide-line mid:hidden">
      {rows.map((row) => (
        <li key={row.pod} className="grid grid-cols-[minmax(0,1fr)_auto] gap-x-2.5 gap-y-0.5 px-3.5 py-2.75">
          <Name row={row} onSelect={onSelect} most={NARROW_NAME} />
          <span className="text-right">
            <Lag lag={row.lag} />
          </span>
          <span className="col-span-2">
            <StatusLine tone={row.tone}>{row.words}</StatusLine>
          </span>
          <span className="col-span-2 pl-4.5 text-12 text-text-3 wrap-anywhere">
            {row.part} · {zoneWords(row.zone)} ·{" "}
            {row.node === null ? "no node yet" : cutMiddle(row.node, NARROW_NAME)}
          </span>
        </li>
      ))}
    </ul>
  );
}

/** Every pod of the database as a table: the same data as the drawing, and the pods that it leaves out. */
export function TopologyList({ view, onSelect }: { view: TopologyView; onSelect: (pod: string) => void }) {
  const rows = rowsOf(view, useServerNow()).toSorted((a, b) => rankOf(a.tone) - rankOf(b.tone));
  return (
    <Panel title="Pods" note={rows.length} end="worst first">
      <Wide rows={rows} onSelect={onSelect} />
      <Narrow rows={rows} onSelect={onSelect} />
    </Panel>
  );
}
