"use client";

import { usePathname } from "next/navigation";
import { RegionAge } from "@/components/region/region-state";
import { regionPlace, regionSize, regionWords } from "@/lib/client/region-words";
import { Banner } from "@/components/ui/banner";
import { Button } from "@/components/ui/button";
import { ClockTime } from "@/components/ui/clock-time";
import { LinkButton } from "@/components/ui/link-button";
import { PageHead } from "@/components/ui/page-head";
import { SimulatedTag } from "@/components/ui/simulated-tag";
import { StatusLine } from "@/components/ui/status-line";
import { Tabs } from "@/components/ui/tabs";
import { paths } from "@/lib/client/paths";
import { useLive } from "@/lib/client/use-live";
import { RegionDetail, type RegionSummary } from "@/lib/contract/views";
import { whoMay } from "@/lib/domain/roles";

interface RegionHeadProps {
  org: string;
  initial: RegionDetail;
  mayCreate: boolean;
  mayInstall: boolean;
}

/** Health, age, what the region is outside of Gantry, and its size, in one line. */
function Line({ region }: { region: RegionSummary }) {
  const words = regionWords(region);
  const parts = [
    `${regionPlace(region)}${region.kubernetesVersion === null ? "" : `, Kubernetes ${region.kubernetesVersion}`}`,
    region.operator.version === null ? null : `operator ${region.operator.version}`,
    regionSize(region),
  ].filter((part) => part !== null);
  return (
    <>
      <StatusLine tone={words.tone}>
        {words.state}
        {words.since === null ? null : (
          <>
            {" "}
            since <ClockTime at={words.since} />
          </>
        )}
      </StatusLine>{" "}
      · <RegionAge region={region} /> · {parts.join(" · ")}
    </>
  );
}

/** The sentence that speaks for a region that is not well. */
function Speaks({ region }: { region: RegionSummary }) {
  const { tone, state, because } = regionWords(region);
  if (because === null) return null;
  return (
    <Banner
      tone={tone}
      state={state}
      because={because.endsWith(".") ? because : `${because}.`}
      next={
        region.connection.kind === "stale"
          ? "Gantry tries again by itself; databases there keep running."
          : null
      }
    />
  );
}

/** Why no database can be made here by this person now; null when one can. */
function offReason(operator: RegionSummary["operator"], mayCreate: boolean, mayInstall: boolean) {
  if (!mayCreate) return `only ${whoMay("database.create")} creates databases.`;
  if (operator.state === "ready") return null;
  if (operator.state !== "absent") return "the operator is not ready.";
  return mayInstall
    ? "the operator is not installed."
    : `the operator is not installed, and only ${whoMay("region.install")} installs it.`;
}

function CreateHere({
  org,
  region,
  mayCreate,
  mayInstall,
}: Pick<RegionHeadProps, "org" | "mayCreate" | "mayInstall"> & { region: RegionSummary }) {
  const reason = offReason(region.operator, mayCreate, mayInstall);
  if (reason !== null) return <Button disabledReason={reason}>Create database here</Button>;
  return (
    <LinkButton kind="primary" icon="plus" href={paths.createDatabase(org, region.id)}>
      Create database here
    </LinkButton>
  );
}

/** Name, health, place and tabs of a region; the health is pushed. */
export function RegionHead({ org, initial, mayCreate, mayInstall }: RegionHeadProps) {
  const path = usePathname();
  const { data, gone } = useLive(`region:${initial.summary.id}`, RegionDetail, initial);
  const { summary } = data;
  const failing = data.checks.filter((check) => check.state === "fail").length;
  const tab = (label: string, href: string, alert?: number) => ({
    label,
    href,
    current: path === href,
    ...(alert === undefined || alert === 0 ? {} : { alert: { count: alert, tone: "down" as const } }),
  });
  return (
    <>
      <PageHead
        title={summary.name}
        mark={summary.simulated ? <SimulatedTag /> : undefined}
        line={<Line region={summary} />}
        actions={
          <>
            {mayInstall && summary.operator.state === "absent" ? (
              <LinkButton kind="primary" href={paths.registerRegion(org, summary.id)}>
                Preflight and install…
              </LinkButton>
            ) : null}
            <CreateHere org={org} region={summary} mayCreate={mayCreate} mayInstall={mayInstall} />
          </>
        }
      />
      <Tabs
        label="Region"
        items={[
          tab("Capacity", paths.region(org, summary.id), failing),
          tab("Databases", paths.region(org, summary.id, "databases")),
          tab("Trust", paths.region(org, summary.id, "trust")),
          tab("Settings", paths.region(org, summary.id, "settings")),
        ]}
      />
      {gone === null ? (
        <Speaks region={summary} />
      ) : (
        <Banner tone="unknown" state="This region was disconnected" next="go back to the list of regions." />
      )}
    </>
  );
}
