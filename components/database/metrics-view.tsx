"use client";

import { PodHealthPanel } from "@/components/chart/pod-health-panel";
import { PodsByStateChart } from "@/components/chart/pods-by-state-chart";
import { LagChart } from "@/components/database/lag-chart";
import { QueriesChart } from "@/components/database/queries-chart";
import { SegmentedLinks } from "@/components/ui/segmented-links";
import { SkeletonRows } from "@/components/ui/skeleton-rows";
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

/** Lag and queries over a window with one crosshair, the health of each pod, and pods by state. */
export function MetricsView({ org, initial, window }: MetricsViewProps) {
  const { data } = useLive(`database:${initial.summary.id}`, DatabaseLive, initial);
  const databaseId = data.summary.id;
  const { windowMs, stepMs } = METRIC_WINDOWS[window];
  const health = usePodHealth(org, databaseId, windowMs);
  const { tablets } = data.topology;
  const names = Object.fromEntries(tablets.map((tablet) => [tablet.pod, tablet.alias]));
  const roles = Object.fromEntries(tablets.map((tablet) => [tablet.pod, tablet.role]));
  return (
    <div className="grid gap-4">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <SegmentedLinks
          label="Window"
          items={METRIC_WINDOW_NAMES.map((name) => ({
            href: `${paths.database(org, databaseId, "metrics")}?window=${name}`,
            label: METRIC_WINDOWS[name].label,
            current: name === window,
          }))}
        />
        <span className="text-12 text-text-3">
          {data.sampleEveryMs === null
            ? "Not sampled yet"
            : `One point every ${formatDuration(Math.max(stepMs, data.sampleEveryMs))}, sampled by pod proxy every ${formatDuration(data.sampleEveryMs)}`}
        </span>
      </div>
      {data.metricsAbsent === null ? null : <p className="text-reduced">{data.metricsAbsent.cause}</p>}
      <div className="grid gap-4 desk:grid-cols-2">
        <LagChart org={org} databaseId={databaseId} windowMs={windowMs} stepMs={stepMs} names={names} />
        <QueriesChart org={org} databaseId={databaseId} windowMs={windowMs} stepMs={stepMs} />
      </div>
      {health === null ? (
        <SkeletonRows words="Reading what was watched of each pod." rows={5} />
      ) : (
        <PodHealthPanel {...health} roles={roles} />
      )}
      <PodsByStateChart rows={data.podsByState} />
    </div>
  );
}
