"use client";

import { Bar, BarChart, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import { Panel } from "@/components/ui/panel";
import type { PodsByState } from "@/lib/contract/topology";

const STATES = [
  { key: "ready", words: "ready", fill: "var(--line-control)" },
  { key: "notReady", words: "not ready", fill: "var(--reduced-mark)" },
  { key: "restarting", words: "restarting", fill: "var(--starting-mark)" },
  { key: "pending", words: "pending", fill: "var(--unknown-mark)" },
] as const;

const ROW = 26;

const sentence = (row: PodsByState[number]): string =>
  `${row.component}: ${STATES.filter((state) => row[state.key] > 0)
    .map((state) => `${row[state.key]} ${state.words}`)
    .join(", ")}`;

/** Pods of the database by component and state, as one stacked bar each. */
export function PodsByStateChart({ rows, isStale }: { rows: PodsByState; isStale: boolean }) {
  return (
    <Panel
      title="Pods by state"
      note={isStale ? "as last seen" : undefined}
      end={
        <span className="flex flex-wrap gap-x-3">
          {STATES.map((state) => (
            <span key={state.key} className="inline-flex items-center gap-1.25">
              <i className="inline-block size-2 rounded-[1px]" style={{ background: state.fill }} />
              {state.words}
            </span>
          ))}
        </span>
      }
    >
      <figure
        aria-label={rows.map(sentence).join("; ")}
        className="px-3.5 py-2"
        style={{ height: rows.length * ROW + 36 }}
      >
        <ResponsiveContainer width="100%" height="100%">
          <BarChart
            data={rows}
            layout="vertical"
            margin={{ top: 0, right: 8, bottom: 0, left: 0 }}
            barSize={8}
            accessibilityLayer={false}
          >
            <XAxis
              type="number"
              allowDecimals={false}
              stroke="var(--chart-axis)"
              tick={{ fontSize: 11 }}
              tickLine={false}
              axisLine={false}
            />
            <YAxis
              type="category"
              dataKey="component"
              width={72}
              stroke="var(--chart-axis)"
              tick={{ fontSize: 12, fill: "var(--text-2)" }}
              tickLine={false}
              axisLine={false}
            />
            <Tooltip
              cursor={{ fill: "var(--hover)" }}
              contentStyle={{
                background: "var(--raised)",
                border: "1px solid var(--line-edge)",
                borderRadius: 5,
                fontSize: 12,
              }}
            />
            {STATES.map((state) => (
              <Bar
                key={state.key}
                dataKey={state.key}
                name={state.words}
                stackId="pods"
                fill={state.fill}
                isAnimationActive={false}
              />
            ))}
          </BarChart>
        </ResponsiveContainer>
      </figure>
    </Panel>
  );
}
