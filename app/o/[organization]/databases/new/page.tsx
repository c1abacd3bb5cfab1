import { personIn } from "@/app/o/[organization]/reads";
import { CreateForm } from "@/app/o/[organization]/databases/new/create-form";
import { NotForRole } from "@/components/people/not-for-role";
import { PageFrame } from "@/components/shell/page-frame";
import { PageTitle } from "@/components/shell/page-title";
import { Empty } from "@/components/ui/empty";
import { LinkButton } from "@/components/ui/link-button";
import { PageHead } from "@/components/ui/page-head";
import { Panel } from "@/components/ui/panel";
import { paths } from "@/lib/client/paths";
import { can } from "@/lib/domain/roles";
import { createOptions } from "@/lib/services/databases/create-options";
import { readForPage } from "@/lib/transport/read";

interface PageProps {
  params: Promise<{ organization: string }>;
  searchParams: Promise<{ region?: string }>;
}

export default async function CreateDatabasePage({ params, searchParams }: PageProps) {
  const [{ organization }, { region }] = await Promise.all([params, searchParams]);
  const ctx = await personIn(organization);
  const crumbs = [{ label: "Databases", href: paths.databases(organization) }, { label: "Create" }];
  if (!can(ctx.actor.role, "database.create")) {
    return (
      <PageFrame crumbs={crumbs}>
        <PageTitle of={["Create database"]} />
        <PageHead title="Create database" />
        <NotForRole role={ctx.actor.role} verb="database.create" />
      </PageFrame>
    );
  }
  const { regions } = await readForPage(ctx, createOptions, {});
  const chosen =
    regions.find((each) => each.id === region) ??
    regions.find((each) => each.operator.state === "ready") ??
    regions[0];
  return (
    <PageFrame crumbs={crumbs}>
      <PageTitle of={["Create database"]} />
      <PageHead title="Create database" line="Nothing is applied until you press Create." />
      {chosen === undefined ? (
        <Panel title="No region yet">
          <Empty
            title="A database needs a region to live in."
            gain="Register a Kubernetes cluster, or try the simulated region: it needs nothing but this machine."
            action={
              <LinkButton kind="primary" href={paths.registerRegion(organization)}>
                Register a region
              </LinkButton>
            }
          />
        </Panel>
      ) : (
        <CreateForm org={organization} regions={regions} regionId={chosen.id} />
      )}
    </PageFrame>
  );
}
