import { databaseIn, type DatabasePageProps } from "@/app/o/[organization]/databases/[databaseId]/read";
import { EventsView } from "@/components/database/events-view";
import { PageTitle } from "@/components/shell/page-title";

export default async function EventsPage({ params }: DatabasePageProps) {
  const { organization, databaseId } = await params;
  const database = await databaseIn(organization, databaseId);
  return (
    <>
      <PageTitle of={["Events", database.summary.name]} />
      <EventsView initial={database} />
    </>
  );
}
