"use client";

import { useMemo } from "react";
import { LagChart } from "@/components/database/lag-chart";
import { tabletLooks } from "@/components/database/series-lines";
import { LagNumber } from "@/components/topology/lag-number";
import { ROLE_WORDS } from "@/components/topology/tablet-card";
import { TabletEvents } from "@/components/topology/tablet-events";
import { TabletFacts } from "@/components/topology/tablet-facts";
import { Age } from "@/components/ui/age";
import { CopyLine } from "@/components/ui/copy-line";
import { RoleGlyph } from "@/components/ui/role-glyph";
import { SideCard } from "@/components/ui/side-card";
import { StatusLine } from "@/components/ui/status-line";
import type { DatabaseLive, TabletView } from "@/lib/contract/topology";
import { LAG_LIMIT_SECONDS } from "@/lib/domain/topology/tablet-look";

interface TabletSideCardProps {
  org: string;
  data: DatabaseLive;
  tablet: TabletView;
  onClose: () => void;
}

const WINDOW_MS = 15 * 60_000;
const STEP_MS = 5000;
const PART = "grid gap-1.75 border-t border-line px-3.5 pt-2.75 pb-3.25";

/** What follows from the state of the replica, in one sentence; null where nothing does. */
function whyOf({ lag }: TabletView): string | null {
  switch (lag?.kind) {
    case "lag":
      return lag.seconds > LAG_LIMIT_SECONDS
        ? `It stays out of a planned failover until its lag is ${LAG_LIMIT_SECONDS} s or less.`
        : null;
    case "not-replicating":
      return "It does not replicate now. vtorc restarts a stopped replica by itself.";
    case "no-permission":
      return "Lag is not read: Gantry lacks the right to get pods/proxy in this namespace.";
    case undefined:
    case "primary":
    case "not-sampled":
      return null;
  }
}

function Head({ tablet }: { tablet: TabletView }) {
  const { lag } = tablet;
  const seenAt = lag?.kind === "lag" || lag?.kind === "primary" ? lag.at : null;
  const why = whyOf(tablet);
  return (
    <>
      {tablet.role === "primary" ? null : (
        <div className="flex items-start justify-between gap-3">
          <LagNumber lag={lag} large note="behind the primary" />
          {seenAt === null ? null : (
            <span className="pt-2 text-12 text-text-3">
              <Age at={seenAt} verb="seen" />
            </span>
          )}
        </div>
      )}
      <div className="grid gap-0.5">
        <StatusLine tone={tablet.tone}>{tablet.words}</StatusLine>
        {why === null ? null : <p className="pl-4.5 text-text-2">{why}</p>}
      </div>
    </>
  );
}

function Containers({ tablet }: { tablet: TabletView }) {
  const troubled = tablet.containers.some((container) => !container.ready || container.restarts > 0);
  if (!troubled) return null;
  return (
    <div className={PART}>
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
  );
}

/** The card of a chosen tablet: its lag and chart, where it is, what is wrong inside, its events, and kubectl. */
export function TabletSideCard({ org, data, tablet, onClose }: TabletSideCardProps) {
  const said = JSON.stringify(tabletLooks(data.topology.tablets));
  // oxlint-disable-next-line react-hooks/exhaustive-deps -- `said` stands for the looks
  const looks = useMemo(() => tabletLooks(data.topology.tablets), [said]);
  const kubectl = `kubectl -n ${data.namespace}`;
  return (
    <SideCard
      title={
        <>
          <span className="mono">{tablet.alias}</span>{" "}
          <span className="font-text text-text-3">{ROLE_WORDS[tablet.role].toLowerCase()}</span>
        </>
      }
      glyph={<RoleGlyph role={tablet.role} />}
      onClose={onClose}
    >
      <div className="grid gap-3 px-3.5 pt-3 pb-3.25">
        <Head tablet={tablet} />
        {tablet.role === "primary" ? null : (
          <LagChart
            org={org}
            databaseId={data.summary.id}
            windowMs={WINDOW_MS}
            since={data.createdAt}
            stepMs={STEP_MS}
            looks={looks}
            only={tablet.pod}
            height={124}
          />
        )}
        <TabletFacts tablet={tablet} />
      </div>
      <Containers tablet={tablet} />
      <div className={PART}>
        <h3>Events</h3>
        <TabletEvents tablet={tablet} events={data.events} />
      </div>
      <div className={PART}>
        <h3>By hand</h3>
        <CopyLine text={`${kubectl} logs ${tablet.pod} -c vttablet`} what="the kubectl line for its log" />
        <CopyLine text={`${kubectl} describe pod ${tablet.pod}`} what="the kubectl line that describes it" />
      </div>
    </SideCard>
  );
}
