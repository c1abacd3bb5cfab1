import type { ReactNode } from "react";
import { DatabaseHead } from "@/app/o/[organization]/databases/[databaseId]/database-head";
import { databaseIn, type DatabasePageProps } from "@/app/o/[organization]/databases/[databaseId]/read";
import { PageFrame } from "@/components/shell/page-frame";
import { paths } from "@/lib/client/paths";

export default async function DatabaseLayout({
  children,
  params,
}: DatabasePageProps & { children: ReactNode }) {
  const { organization, databaseId } = await params;
  const database = await databaseIn(organization, databaseId);
  return (
    <PageFrame
      crumbs={[{ label: "Databases", href: paths.databases(organization) }, { label: database.summary.name }]}
    >
      <DatabaseHead org={organization} initial={database} />
      {children}
    </PageFrame>
  );
}
