"use client";

import { LagChart } from "@/components/database/lag-chart";
import { LagNumber } from "@/components/topology/lag-number";
import { zoneWords } from "@/components/topology/place";
import { ROLE_WORDS } from "@/components/topology/tablet-card";
import { Age } from "@/components/ui/age";
import { ClockTime } from "@/components/ui/clock-time";
import { KeyValues } from "@/components/ui/key-values";
import { RoleGlyph } from "@/components/ui/role-glyph";
import { SideCard } from "@/components/ui/side-card";
import { StatusLine } from "@/components/ui/status-line";
import type { DatabaseLive, TabletView } from "@/lib/contract/topology";
import type { EventView } from "@/lib/contract/views";
import { formatBytes, formatFigure } from "@/lib/domain/format";

interface TabletSideCardProps {
  org: string;
  data: DatabaseLive;
  tablet: TabletView;
  onClose: () => void;
}

const WINDOW_MS = 15 * 60_000;
const STEP_MS = 5000;
const EVENTS_SHOWN = 5;

function Why({ tablet }: { tablet: TabletView }) {
  const { lag } = tablet;
  if (lag?.kind === "lag" && lag.seconds > 15) {
    return (
      <p className="text-text-2">
        Ready, but behind the primary. It stays out of a planned failover until its lag is 15 s or less.
      </p>
    );
  }
  if (lag?.kind === "not-replicating")
    return (
      <p className="text-text-2">It does not replicate now. vtorc restarts a stopped replica by itself.</p>
    );
  if (lag?.kind === "no-permission") {
    return (
      <p className="text-text-2">
        Lag is not read: Gantry lacks <code>get pods/proxy</code> here.
      </p>
    );
  }
  return null;
}

function Facts({ data, tablet }: { data: DatabaseLive; tablet: TabletView }) {
  const claim = tablet.claim;
  return (
    <KeyValues
      className="text-12"
      items={[
        {
          key: "Where",
          value: `${zoneWords(tablet.zone ?? tablet.intendedZone)} · ${tablet.node ?? "no node yet"} · cell ${tablet.cell}`,
        },
        { key: "Shard", value: <code>{`${tablet.keyspace} / ${tablet.shard}`}</code> },
        {
          key: "Containers",
          value: `${tablet.containersReady} of ${tablet.containers.length} ready, ${tablet.restarts} restarts`,
        },
        {
          key: "Disk",
          value:
            claim === null
              ? "no volume claim"
              : `${claim.bytes === null ? claim.phase : formatBytes(claim.bytes)} · ${claim.storageClass ?? "no class"}, ${claim.phase.toLowerCase()}`,
        },
        ...(tablet.queriesPerSecond === null
          ? []
          : [{ key: "Queries", value: `${formatFigure(tablet.queriesPerSecond)} a second` }]),
        { key: "Pod", value: <span className="mono wrap-anywhere">{tablet.pod}</span> },
        {
          key: "Logs",
          value: (
            <code className="wrap-anywhere">{`kubectl -n ${data.namespace} logs ${tablet.pod} -c vttablet`}</code>
          ),
        },
      ]}
    />
  );
}

function Events({ events }: { events: readonly EventView[] }) {
  if (events.length === 0) return <p className="text-12 text-text-3">No event of this pod is known.</p>;
  return (
    <ul className="grid gap-1.5 text-12">
      {events.slice(0, EVENTS_SHOWN).map((event) => (
        <li key={event.uid} className="grid grid-cols-[60px_minmax(0,1fr)] gap-2 text-text-2">
          <span className="text-text-3">
            <ClockTime at={event.at} seconds />
          </span>
          <span className="wrap-anywhere">{event.sentence}</span>
        </li>
      ))}
    </ul>
  );
}

/** The card of a chosen tablet: its lag and chart, where it is, its containers, its events. */
export function TabletSideCard({ org, data, tablet, onClose }: TabletSideCardProps) {
  const { lag } = tablet;
  const seenAt = lag?.kind === "lag" || lag?.kind === "primary" ? lag.at : null;
  const events = data.events.filter(
    (event) => event.object.includes(tablet.pod) || event.raw.includes(tablet.alias),
  );
  return (
    <SideCard
      title={<span className="mono">{tablet.alias}</span>}
      glyph={<RoleGlyph role={tablet.role === "unknown" ? "replica" : tablet.role} />}
      onClose={onClose}
    >
      <div className="grid gap-3 px-3.5 py-3">
        <div className="flex items-baseline justify-between gap-3">
          {tablet.role === "primary" ? (
            <StatusLine tone={tablet.tone}>{tablet.words}</StatusLine>
          ) : (
            <span className="flex items-baseline gap-2">
              <LagNumber lag={lag} large />
            </span>
          )}
          {seenAt === null ? null : (
            <span className="text-12 text-text-3">
              <Age at={seenAt} verb="seen" />
            </span>
          )}
        </div>
        {tablet.role === "primary" ? null : (
          <StatusLine tone={tablet.tone}>{`${ROLE_WORDS[tablet.role]}: ${tablet.words}`}</StatusLine>
        )}
        <Why tablet={tablet} />
        {tablet.role === "primary" ? null : (
          <LagChart
            org={org}
            databaseId={data.summary.id}
            windowMs={WINDOW_MS}
            stepMs={STEP_MS}
            names={{ [tablet.pod]: tablet.alias }}
            only={tablet.pod}
            height={120}
          />
        )}
        <Facts data={data} tablet={tablet} />
      </div>
      <div className="grid gap-1.75 border-t border-line px-3.5 pt-2.75 pb-3.25">
        <h3>Containers</h3>
        <ul className="grid gap-1 text-12">
          {tablet.containers.map((container) => (
            <li key={container.name} className="flex flex-wrap items-baseline justify-between gap-x-3">
              <span className="mono">{container.name}</span>
              <StatusLine tone={container.ready ? "serving" : "starting"}>
                {container.words}
                {container.restarts === 0 ? "" : `, ${container.restarts} restarts`}
              </StatusLine>
            </li>
          ))}
        </ul>
      </div>
      <div className="grid gap-1.75 border-t border-line px-3.5 pt-2.75 pb-3.25">
        <h3>Events</h3>
        <Events events={events} />
      </div>
    </SideCard>
  );
}
