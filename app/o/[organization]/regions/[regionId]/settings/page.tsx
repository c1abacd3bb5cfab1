import { personIn } from "@/app/o/[organization]/reads";
import { regionIn, type RegionPageProps } from "@/app/o/[organization]/regions/[regionId]/read";
import { DisconnectForm } from "./disconnect-form";
import { CredentialLine } from "@/components/region/credential-line";
import { PageTitle } from "@/components/shell/page-title";
import { KeyValues } from "@/components/ui/key-values";
import { Panel } from "@/components/ui/panel";
import { PanelBody } from "@/components/ui/panel-body";
import { can } from "@/lib/domain/roles";
import { previewDisconnect } from "@/lib/services/regions/disconnect";
import { readForPage } from "@/lib/transport/read";

export default async function RegionSettingsPage({ params }: RegionPageProps) {
  const { organization, regionId } = await params;
  const ctx = await personIn(organization);
  const [region, preview] = await Promise.all([
    regionIn(organization, regionId),
    readForPage(ctx, previewDisconnect, { regionId }),
  ]);
  return (
    <>
      <PageTitle of={["Settings", region.summary.name]} />
      <div className="grid max-w-[720px] gap-4">
        <Panel title="Connection">
          <PanelBody>
            <KeyValues
              items={[
                { key: "Address", value: <span className="mono">{region.server}</span> },
                { key: "Cluster", value: <span className="mono">{region.clusterUid}</span> },
                { key: "Credential", value: <CredentialLine credential={region.credential} /> },
              ]}
            />
          </PanelBody>
        </Panel>
        <DisconnectForm
          org={organization}
          regionId={regionId}
          name={region.summary.name}
          preview={preview}
          mayDisconnect={can(ctx.actor.role, "region.disconnect")}
        />
      </div>
    </>
  );
}
