"use client";

import { useMemo } from "react";
import { TimeChart } from "@/components/chart/time-chart";
import type { ChartPlace } from "@/components/database/metric-chart";
import { errorSeries, roleSeries } from "@/components/database/series-lines";
import { useSeries } from "@/lib/client/use-series";
import { formatFigure } from "@/lib/domain/format";

/** Queries a second at the vtgates, by the role of the tablet that was asked for, and errors where there were any. */
export function QueriesChart({ onCrosshair, ...place }: ChartPlace) {
  const asked = useSeries({ ...place, series: "requests", by: "label" });
  const failed = useSeries({ ...place, series: "request-errors", by: "total" });
  const lines = useMemo(
    () =>
      asked.answer === null
        ? null
        : [...roleSeries(asked.answer), ...(failed.answer === null ? [] : errorSeries(failed.answer))],
    [asked.answer, failed.answer],
  );
  return (
    <TimeChart
      title="Queries"
      unit="per second at vtgate, by role"
      series={lines ?? (asked.failed ? [] : null)}
      from={asked.answer?.from ?? 0}
      to={asked.answer?.to ?? 1}
      since={place.since}
      format={formatFigure}
      least={4}
      syncKey={`database-${place.databaseId}`}
      empty={
        asked.failed
          ? "Not read: Gantry did not answer."
          : (asked.answer?.absent?.cause ?? "No query was counted in this range.")
      }
      {...(onCrosshair === undefined ? {} : { onCrosshair })}
    />
  );
}
