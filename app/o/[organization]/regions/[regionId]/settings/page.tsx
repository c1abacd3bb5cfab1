import type { Metadata } from "next";
import { personIn } from "@/app/o/[organization]/reads";
import { DisconnectForm } from "./disconnect-form";
import { KeyValues } from "@/components/ui/key-values";
import { Panel } from "@/components/ui/panel";
import { PanelBody } from "@/components/ui/panel-body";
import { Age } from "@/components/ui/age";
import { can } from "@/lib/domain/roles";
import { getRegion } from "@/lib/services/regions/detail";
import { previewDisconnect } from "@/lib/services/regions/disconnect";
import { readForPage } from "@/lib/transport/read";

export const metadata: Metadata = { title: "Settings" };

interface PageProps {
  params: Promise<{ organization: string; regionId: string }>;
}

export default async function RegionSettingsPage({ params }: PageProps) {
  const { organization, regionId } = await params;
  const ctx = await personIn(organization);
  const [region, preview] = await Promise.all([
    readForPage(ctx, getRegion, { regionId }),
    readForPage(ctx, previewDisconnect, { regionId }),
  ]);
  const { credential } = region;
  return (
    <div className="grid max-w-[720px] gap-4">
      <Panel title="Connection">
        <PanelBody>
          <KeyValues
            items={[
              { key: "Address", value: <span className="mono">{region.server}</span> },
              { key: "Cluster", value: <span className="mono">{region.clusterUid}</span> },
              {
                key: "Credential",
                value: (
                  <>
                    {credential.kind}, sealed, never shown again · added <Age at={credential.addedAt} />
                    {credential.expiresAt === null
                      ? ""
                      : ` · ends ${new Date(credential.expiresAt).toISOString().slice(0, 16).replace("T", " ")} UTC`}
                  </>
                ),
              },
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
  );
}
