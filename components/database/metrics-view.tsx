"use client";

import { useState } from "react";
import { PodHealthPanel } from "@/components/chart/pod-health-panel";
import { PodsByStateChart } from "@/components/chart/pods-by-state-chart";
import { MetricPanels } from "@/components/database/metric-panels";
import { ClockTime } from "@/components/ui/clock-time";
import { Panel } from "@/components/ui/panel";
import { SegmentedLinks } from "@/components/ui/segmented-links";
import { SkeletonRows } from "@/components/ui/skeleton-rows";
import { StatusLine } from "@/components/ui/status-line";
import { paths } from "@/lib/client/paths";
import { useLive } from "@/lib/client/use-live";
import { usePodHealth } from "@/lib/client/use-pod-health";
import { DatabaseLive } from "@/lib/contract/topology";
import { METRIC_WINDOW_NAMES, METRIC_WINDOWS, type MetricWindow } from "@/lib/domain/database/metric-windows";
import { formatDuration } from "@/lib/domain/format";

interface MetricsViewProps {
  org: string;
  initial: DatabaseLive;
  window: MetricWindow;
}

function pace(sampleEveryMs: number | null, stepMs: number): string {
  return sampleEveryMs === null
    ? "Not sampled yet"
    : `One point every ${formatDuration(Math.max(stepMs, sampleEveryMs))}, sampled by pod proxy every ${formatDuration(sampleEveryMs)}`;
}

/** Whose values the legends show, and what the marks mean, once above all panels. */
function Key({ at }: { at: number | null }) {
  return (
    <p className="flex flex-wrap items-center gap-x-4 gap-y-1 text-12 text-text-3 max-mid:sticky max-mid:top-12 max-mid:z-4 max-mid:-mx-4 max-mid:bg-page max-mid:px-4 max-mid:py-1.5">
      <span>
        Values{" "}
        {at === null ? (
          <b className="text-text-1">now</b>
        ) : (
          <>
            at{" "}
            <b className="text-text-1">
              <ClockTime at={at} seconds />
            </b>
          </>
        )}
      </span>
      <span className="inline-flex items-center gap-1.5">
        <i className="unsampled inline-block h-3 w-4" />
        not sampled
      </span>
      <span className="inline-flex items-center gap-1.5">
        <i className="inline-block w-4 border-t-2 border-dashed border-down-mark" />
        not replicating
      </span>
    </p>
  );
}

/** The charts over a window with one crosshair, the health of each pod, and pods by state. */
export function MetricsView({ org, initial, window }: MetricsViewProps) {
  const { data } = useLive(`database:${initial.summary.id}`, DatabaseLive, initial);
  const [at, setAt] = useState<number | null>(null);
  const databaseId = data.summary.id;
  const { windowMs, stepMs } = METRIC_WINDOWS[window];
  const health = usePodHealth(org, databaseId, windowMs);
  const { topology } = data;
  const roles = Object.fromEntries(topology.tablets.map((tablet) => [tablet.pod, tablet.role]));
  return (
    <div className="grid gap-4">
      <div className="grid gap-2.5">
        <div className="flex flex-wrap items-center justify-between gap-3">
          <SegmentedLinks
            label="Window"
            items={METRIC_WINDOW_NAMES.map((name) => ({
              href: `${paths.database(org, databaseId, "metrics")}?window=${name}`,
              label: METRIC_WINDOWS[name].label,
              current: name === window,
            }))}
          />
          <span className="text-12 text-text-3">{pace(data.sampleEveryMs, stepMs)}</span>
        </div>
        <Key at={at} />
        {data.metricsAbsent === null ? null : (
          <StatusLine tone="unknown">{data.metricsAbsent.cause}</StatusLine>
        )}
      </div>
      <MetricPanels
        org={org}
        databaseId={databaseId}
        windowMs={windowMs}
        stepMs={stepMs}
        since={data.createdAt}
        topology={topology}
        onCrosshair={setAt}
      />
      {health === null ? (
        <Panel title="Pod health">
          <SkeletonRows words="Reading what was watched of each pod." rows={5} />
        </Panel>
      ) : (
        <PodHealthPanel {...health} roles={roles} at={at} />
      )}
      <PodsByStateChart rows={data.podsByState} isStale={data.connection.kind !== "live"} />
    </div>
  );
}
