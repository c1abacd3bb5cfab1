import { notFound } from "next/navigation";
import { OrganizationForm } from "./organization-form";
import { personIn } from "@/app/o/[organization]/reads";
import { PageFrame } from "@/components/shell/page-frame";
import { PageTitle } from "@/components/shell/page-title";
import { PageHead } from "@/components/ui/page-head";
import { paths } from "@/lib/client/paths";
import { can } from "@/lib/domain/roles";

interface PageProps {
  params: Promise<{ organization: string }>;
}

export default async function NewOrganizationPage({ params }: PageProps) {
  const { organization } = await params;
  const { actor } = await personIn(organization);
  if (!can(actor.role, "organization.create")) notFound();
  return (
    <PageFrame
      crumbs={[{ label: "Settings", href: paths.settings(organization) }, { label: "New organization" }]}
    >
      <PageTitle of={["New organization"]} />
      <PageHead
        title="New organization"
        line="With its own regions, databases and people; you become its owner."
      />
      <OrganizationForm org={organization} />
    </PageFrame>
  );
}
