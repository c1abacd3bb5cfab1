"use client";

import { useState } from "react";
import { Age } from "@/components/ui/age";
import { Checkbox } from "@/components/ui/checkbox";
import { ClockTime } from "@/components/ui/clock-time";
import { Fold } from "@/components/ui/fold";
import { Panel } from "@/components/ui/panel";
import { StatusGlyph } from "@/components/ui/status-glyph";
import { groupEvents, type EventGroup } from "@/lib/client/event-groups";
import { isRoutine } from "@/lib/client/routine-events";
import { useLive } from "@/lib/client/use-live";
import { DatabaseLive } from "@/lib/contract/topology";
import { countOf, formatFigure } from "@/lib/domain/format";

function Row({ group }: { group: EventGroup }) {
  const { event, objects, count } = group;
  const warns = event.type === "Warning";
  return (
    <li className="grid grid-cols-[12px_minmax(0,1fr)] gap-x-2.5 px-3.5 py-2 mid:grid-cols-[12px_64px_minmax(0,1fr)_auto]">
      <StatusGlyph
        shape={warns ? "triangle" : "ring"}
        label={warns ? "warning" : "normal"}
        className={warns ? "mt-0.75 text-reduced-mark" : "mt-0.75 text-text-3"}
      />
      <span className="text-text-3 max-mid:hidden">
        <ClockTime at={event.at} seconds />
      </span>
      <div className="min-w-0">
        <p className="wrap-anywhere">{event.sentence}</p>
        <Fold
          summary={
            <span className="text-12 text-text-3 wrap-anywhere">
              {event.reason} · {objects.length === 1 ? event.object : countOf(objects.length, "object")}
            </span>
          }
        >
          {objects.length === 1 ? null : (
            <p className="text-12 text-text-3 wrap-anywhere">{objects.join(", ")}</p>
          )}
          <pre className="whitespace-pre-wrap wrap-anywhere text-text-2">{event.raw}</pre>
        </Fold>
      </div>
      <span className="text-12 text-text-3 max-mid:col-start-2 mid:text-right">
        {count > 1 ? `${formatFigure(count)} times, ` : ""}
        <Age at={event.at} />
      </span>
    </li>
  );
}

/** Kubernetes events of the database, newest first, in plain words; raw words and the routine of starting are folded. */
export function EventsView({ initial }: { initial: DatabaseLive }) {
  const { data } = useLive(`database:${initial.summary.id}`, DatabaseLive, initial);
  const [withRoutine, setWithRoutine] = useState(false);
  const routine = data.events.filter(isRoutine).length;
  const shown = withRoutine ? data.events : data.events.filter((event) => !isRoutine(event));
  return (
    <Panel
      title="Events"
      note={data.events.length === 0 ? undefined : `${shown.length} of ${data.events.length}, newest first`}
      end={
        routine === 0 ? undefined : (
          <Checkbox
            checked={withRoutine}
            onChange={(event) => setWithRoutine(event.target.checked)}
            label={`with the routine of starting pods (${routine})`}
          />
        )
      }
    >
      {shown.length === 0 ? (
        <p className="px-3.5 py-3 text-text-2">
          {data.events.length === 0
            ? "No event is known. Kubernetes forgets them after an hour or so."
            : "Only the routine of starting pods."}
        </p>
      ) : (
        <ul className="divide-y divide-line">
          {groupEvents(shown).map((group) => (
            <Row key={group.event.uid} group={group} />
          ))}
        </ul>
      )}
    </Panel>
  );
}
