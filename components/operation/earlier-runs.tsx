"use client";

import { Panel } from "@/components/ui/panel";
import { PanelBody } from "@/components/ui/panel-body";
import { useServerNow } from "@/lib/client/clock-provider";
import { estimate, medianMs, runAxis } from "@/lib/client/run-axis";
import type { OperationView } from "@/lib/contract/views";
import { countOf, formatDuration } from "@/lib/domain/format";

const LEFT = 10;
const RIGHT = 334;
const LINE = 34;
const MIDDLE = (LEFT + RIGHT) / 2;

interface StripProps {
  runsMs: readonly number[];
  elapsedMs: number;
  running: boolean;
}

/** One ring for each earlier run, a bar from 0 to now. */
function Strip({ runsMs, elapsedMs, running }: StripProps) {
  const axis = runAxis(runsMs, elapsedMs);
  const x = (ms: number) => LEFT + (ms / axis.endMs) * (RIGHT - LEFT);
  const now = x(elapsedMs);
  const word = running ? "now" : "took";
  const left = now > MIDDLE;
  return (
    <svg
      viewBox="0 0 344 58"
      className="w-full overflow-visible"
      role="img"
      aria-label={`Earlier runs took ${runsMs.map(formatDuration).join(", ")}; this one ${word} ${formatDuration(elapsedMs)}`}
    >
      <path d={`M${LEFT} ${LINE}H${RIGHT}`} className="stroke-line-edge" />
      {axis.ticksMs.map((tick, index) => (
        <g key={tick}>
          <path d={`M${x(tick)} ${LINE - 3}v6`} className="stroke-line-control" />
          <text
            x={index === axis.ticksMs.length - 1 ? RIGHT + 10 : x(tick)}
            y="54"
            textAnchor={index === axis.ticksMs.length - 1 ? "end" : "middle"}
            className="fill-text-3 text-[11px]"
          >
            {tick / axis.unitMs}
            {index === axis.ticksMs.length - 1 ? ` ${axis.unit}` : ""}
          </text>
        </g>
      ))}
      <path d={`M${LEFT} ${LINE}H${now}`} className="stroke-accent" strokeWidth="3" />
      {runsMs.map((run, index) => (
        <circle
          key={`${index}-${run}`}
          cx={x(run)}
          cy={LINE}
          r="4"
          className="fill-panel stroke-text-2"
          strokeWidth="1.5"
        />
      ))}
      <path d={`M${now} 20v20`} className="stroke-accent" strokeWidth="2" />
      <text
        x={left ? now - 5 : now + 5}
        y="14"
        textAnchor={left ? "end" : "start"}
        className="fill-accent text-[12px]"
      >
        {word} {formatDuration(elapsedMs)}
      </text>
    </svg>
  );
}

function Words({ runsMs, elapsedMs, running }: StripProps) {
  if (!running) {
    return (
      <p>
        <span className="text-28 font-head">{formatDuration(elapsedMs)}</span>{" "}
        <span className="text-text-2">from acceptance to the end</span>
      </p>
    );
  }
  const guess = estimate(runsMs, elapsedMs);
  switch (guess.kind) {
    case "unknown":
      return <p className="text-text-2">Not known: no earlier run of this kind has ended in this region.</p>;
    case "left":
      return (
        <p>
          <span className="text-28 font-head">about {formatDuration(Math.ceil(guess.ms / 1000) * 1000)}</span>{" "}
          <span className="text-text-2">if it goes as the middle one of the earlier runs</span>
        </p>
      );
    case "over":
      return (
        <p className="text-text-2">
          Longer than usual: {guess.longer === 0 ? "no" : guess.longer} of {runsMs.length} earlier runs took
          more.
        </p>
      );
  }
}

/** How long it takes, told by earlier runs here; nothing is promised without them. */
export function EarlierRuns({ operation }: { operation: OperationView }) {
  const now = useServerNow();
  const running = operation.endedAt === null;
  const end = operation.endedAt ?? Math.floor(now / 1000) * 1000;
  const elapsedMs = Math.max(0, end - operation.startedAt);
  const runsMs = operation.earlierRunsMs;
  const median = medianMs(runsMs);
  return (
    <Panel
      title="How long"
      note={runsMs.length === 0 ? "first run here" : `${countOf(runsMs.length, "earlier run")} here`}
    >
      <PanelBody gap="gap-2">
        <Words runsMs={runsMs} elapsedMs={elapsedMs} running={running} />
        {runsMs.length === 0 ? null : (
          <>
            <Strip runsMs={runsMs} elapsedMs={elapsedMs} running={running} />
            <p className="text-12 text-text-3">
              Each ring is one earlier run of this kind in this region
              {median === null ? "" : `; the middle one took ${formatDuration(median)}`}.
            </p>
          </>
        )}
      </PanelBody>
    </Panel>
  );
}
