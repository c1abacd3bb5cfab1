"use client";

import { RegionTable } from "@/components/region/region-table";
import { useShell } from "@/components/shell/shell-context";
import { Button } from "@/components/ui/button";
import { Empty } from "@/components/ui/empty";
import { LinkButton } from "@/components/ui/link-button";
import { PageHead } from "@/components/ui/page-head";
import { Panel } from "@/components/ui/panel";
import { paths } from "@/lib/client/paths";
import { can, whoMay } from "@/lib/domain/roles";

function RegisterButton() {
  const { viewer } = useShell();
  if (!can(viewer.role, "region.register")) {
    const reason = `only ${whoMay("region.register")} registers regions.`;
    return <Button disabledReason={reason}>Register a region</Button>;
  }
  return (
    <LinkButton kind="primary" icon="plus" href={paths.registerRegion(viewer.organization.slug)}>
      Register a region
    </LinkButton>
  );
}

/** All regions of the organization, worst first. Live. */
export function RegionsView() {
  const { viewer, overview } = useShell();
  const { regions } = overview;
  return (
    <>
      <PageHead
        title="Regions"
        line="A region is one Kubernetes cluster of yours, known by the UID of its kube-system namespace."
        actions={regions.length === 0 ? undefined : <RegisterButton />}
      />
      <Panel title="Registered" note={regions.length} end="worst first">
        {regions.length === 0 ? (
          <Empty
            title="No regions yet."
            gain="Once a cluster is registered, Gantry shows its zones, its free room and what a database there would survive."
            action={<RegisterButton />}
          />
        ) : (
          <RegionTable org={viewer.organization.slug} regions={regions} full />
        )}
      </Panel>
    </>
  );
}
