import { viewerIn } from "@/app/o/[organization]/reads";
import { RolePanel } from "@/components/people/role-panel";
import { PageFrame } from "@/components/shell/page-frame";
import { PageTitle } from "@/components/shell/page-title";
import { SignOutButton } from "@/components/shell/sign-out-button";
import { Button } from "@/components/ui/button";
import { KeyValues } from "@/components/ui/key-values";
import { LinkButton } from "@/components/ui/link-button";
import { PageHead } from "@/components/ui/page-head";
import { Panel } from "@/components/ui/panel";
import { PanelBody } from "@/components/ui/panel-body";
import { paths } from "@/lib/client/paths";
import type { Viewer } from "@/lib/contract/views";
import { namespaceOf } from "@/lib/domain/database/names";
import { can, whoMay } from "@/lib/domain/roles";

interface PageProps {
  params: Promise<{ organization: string }>;
}

function OrganizationPanel({ viewer }: { viewer: Viewer }) {
  const { organization } = viewer;
  return (
    <Panel title="Organization">
      <PanelBody>
        <KeyValues
          items={[
            { key: "Name", value: organization.name },
            {
              key: "Short name",
              value: (
                <>
                  <span className="mono">{organization.slug}</span>, in addresses; it stays
                </>
              ),
            },
            {
              key: "Namespace",
              value: (
                <>
                  <span className="mono">{namespaceOf(organization.slug)}</span> in each region holds its
                  databases
                </>
              ),
            },
          ]}
        />
      </PanelBody>
    </Panel>
  );
}

function OthersPanel({ viewer }: { viewer: Viewer }) {
  const others = viewer.organizations.filter((each) => each.slug !== viewer.organization.slug);
  const mayCreate = can(viewer.role, "organization.create");
  return (
    <Panel title="Other organizations" note={others.length}>
      <PanelBody>
        <p className="text-text-2">
          Each has its own regions, databases and people. Nothing of one can be seen from another.
        </p>
        {others.length === 0 ? null : (
          <ul className="grid gap-1">
            {others.map((each) => (
              <li key={each.slug}>
                <a href={paths.overview(each.slug)} className="link">
                  {each.name}
                </a>
              </li>
            ))}
          </ul>
        )}
        <div>
          {mayCreate ? (
            <LinkButton href={paths.createOrganization(viewer.organization.slug)}>
              New organization
            </LinkButton>
          ) : (
            <Button disabledReason={`only ${whoMay("organization.create")} makes organizations.`}>
              New organization
            </Button>
          )}
        </div>
      </PanelBody>
    </Panel>
  );
}

export default async function SettingsPage({ params }: PageProps) {
  const viewer = await viewerIn((await params).organization);
  return (
    <PageFrame crumbs={[{ label: "Settings" }]}>
      <PageTitle of={["Settings"]} />
      <PageHead title="Settings" />
      <div className="grid items-start gap-4 desk:grid-cols-[minmax(0,1fr)_minmax(0,1fr)]">
        <div className="grid gap-4">
          <OrganizationPanel viewer={viewer} />
          <Panel title="You">
            <PanelBody>
              <KeyValues
                items={[
                  { key: "E-mail", value: viewer.email },
                  { key: "Role here", value: viewer.role },
                ]}
              />
              <SignOutButton className="justify-self-start touch:min-h-11" />
            </PanelBody>
          </Panel>
          <OthersPanel viewer={viewer} />
        </div>
        <RolePanel role={viewer.role} />
      </div>
    </PageFrame>
  );
}
