"use client";

import { usePathname } from "next/navigation";
import { RegionState } from "@/components/region/region-state";
import { regionPlace } from "@/lib/client/region-words";
import { Banner } from "@/components/ui/banner";
import { LinkButton } from "@/components/ui/link-button";
import { PageHead } from "@/components/ui/page-head";
import { SimulatedTag } from "@/components/ui/simulated-tag";
import { Tabs } from "@/components/ui/tabs";
import { paths } from "@/lib/client/paths";
import { useLive } from "@/lib/client/use-live";
import { RegionDetail } from "@/lib/contract/views";

interface RegionHeadProps {
  org: string;
  initial: RegionDetail;
  mayCreate: boolean;
  mayInstall: boolean;
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
        line={
          <span className="flex flex-wrap items-baseline gap-x-3">
            <RegionState region={summary} />
            <span>
              {regionPlace(summary)}
              {summary.kubernetesVersion === null ? "" : `, Kubernetes ${summary.kubernetesVersion}`}
            </span>
            {summary.operator.version === null ? null : <span>operator {summary.operator.version}</span>}
          </span>
        }
        actions={
          <>
            {mayInstall && summary.operator.state === "absent" ? (
              <LinkButton href={paths.registerRegion(org, summary.id)}>Preflight and install…</LinkButton>
            ) : null}
            {mayCreate && summary.operator.state === "ready" ? (
              <LinkButton kind="primary" icon="plus" href={paths.createDatabase(org, summary.id)}>
                Create database here
              </LinkButton>
            ) : null}
          </>
        }
      />
      {gone === null ? null : (
        <Banner tone="unknown" state="This region was disconnected" next="go back to the list of regions." />
      )}
      <Tabs
        label="Region"
        items={[
          tab("Capacity", paths.region(org, summary.id), failing),
          tab("Trust", paths.region(org, summary.id, "trust")),
          tab("Settings", paths.region(org, summary.id, "settings")),
        ]}
      />
    </>
  );
}
