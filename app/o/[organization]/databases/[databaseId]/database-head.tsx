"use client";

import { usePathname } from "next/navigation";
import { Banner } from "@/components/ui/banner";
import { ClockTime } from "@/components/ui/clock-time";
import { LinkButton } from "@/components/ui/link-button";
import { PageHead } from "@/components/ui/page-head";
import { SimulatedTag } from "@/components/ui/simulated-tag";
import { StatusLine } from "@/components/ui/status-line";
import { Tabs } from "@/components/ui/tabs";
import { TextLink } from "@/components/ui/text-link";
import { paths } from "@/lib/client/paths";
import { useLive } from "@/lib/client/use-live";
import { DatabaseLive } from "@/lib/contract/topology";

interface DatabaseHeadProps {
  org: string;
  initial: DatabaseLive;
}

/** The sentence that speaks for the database, unless it is simply serving. */
function Speaks({ org, data }: { org: string; data: DatabaseLive }) {
  const { health, operationId } = data.summary;
  if (health.kind === "serving" && operationId === null) return null;
  const since = health.since === null ? null : <ClockTime at={health.since} />;
  // Of what is unknown the first thing to know is how old the values are.
  const leads = health.kind === "unknown" && since !== null;
  return (
    <Banner
      tone={health.kind}
      state={
        leads ? (
          <>
            {health.sentence} since {since}
          </>
        ) : (
          health.sentence
        )
      }
      because={
        <>
          {health.because}
          {leads || since === null ? null : <> Since {since}.</>}
        </>
      }
      next={health.next}
      action={
        operationId === null ? undefined : <TextLink href={paths.operation(org, operationId)}>Steps</TextLink>
      }
    />
  );
}

/** State while it is simply well, then place, version, size and what it survives. */
function Line({ org, data }: { org: string; data: DatabaseLive }) {
  const { health, protection, regionId, regionName, size, vitessVersion } = data.summary;
  return (
    <>
      {health.kind === "serving" ? (
        <>
          <StatusLine tone="serving">{health.sentence}</StatusLine> ·{" "}
        </>
      ) : null}
      <TextLink href={paths.region(org, regionId)}>{regionName}</TextLink> · Vitess {vitessVersion} · {size} ·{" "}
      {protection.charAt(0).toLowerCase()}
      {protection.slice(1)}
    </>
  );
}

/** Name, place, tabs and the sentence of a database; all of it is pushed. */
export function DatabaseHead({ org, initial }: DatabaseHeadProps) {
  const path = usePathname();
  const { data, gone } = useLive(`database:${initial.summary.id}`, DatabaseLive, initial);
  const { summary } = data;
  const tab = (label: string, href: string) => ({ label, href, current: path === href });
  return (
    <>
      <PageHead
        title={summary.name}
        mark={summary.simulated ? <SimulatedTag /> : undefined}
        line={<Line org={org} data={data} />}
        wideActions
        actions={<LinkButton href={paths.database(org, summary.id, "connect")}>Connect</LinkButton>}
      />
      <Tabs
        label="Database"
        items={[
          tab("Topology", paths.database(org, summary.id)),
          tab("Metrics", paths.database(org, summary.id, "metrics")),
          tab("Events", paths.database(org, summary.id, "events")),
          tab("Operations", paths.database(org, summary.id, "operations")),
          tab("YAML", paths.database(org, summary.id, "yaml")),
          tab("Connect", paths.database(org, summary.id, "connect")),
          tab("Settings", paths.database(org, summary.id, "settings")),
        ]}
      />
      {gone === "not-found" ? (
        <Banner
          tone="deleting"
          state="This database was deleted"
          next="go back to the list."
          action={<TextLink href={paths.databases(org)}>Databases</TextLink>}
        />
      ) : gone === "no-permission" ? (
        <Banner tone="unknown" state="You may no longer see this database" />
      ) : (
        <Speaks org={org} data={data} />
      )}
    </>
  );
}
