import { personIn } from "@/app/o/[organization]/reads";
import { DeleteForm } from "@/app/o/[organization]/databases/[databaseId]/settings/delete-form";
import { databaseIn, type DatabasePageProps } from "@/app/o/[organization]/databases/[databaseId]/read";
import { PageTitle } from "@/components/shell/page-title";
import { can } from "@/lib/domain/roles";
import { previewDelete } from "@/lib/services/databases/delete-preview";
import { readForPage } from "@/lib/transport/read";

export default async function DatabaseSettingsPage({ params }: DatabasePageProps) {
  const { organization, databaseId } = await params;
  const ctx = await personIn(organization);
  const [database, preview] = await Promise.all([
    databaseIn(organization, databaseId),
    readForPage(ctx, previewDelete, { databaseId }),
  ]);
  return (
    <>
      <PageTitle of={["Settings", database.summary.name]} />
      <DeleteForm
        org={organization}
        databaseId={databaseId}
        name={database.summary.name}
        initiallyProtected={database.deleteProtection}
        preview={preview}
        mayDelete={can(ctx.actor.role, "database.delete")}
      />
    </>
  );
}
