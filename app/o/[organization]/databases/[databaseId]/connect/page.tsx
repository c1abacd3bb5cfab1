import { personIn } from "@/app/o/[organization]/reads";
import { databaseIn, type DatabasePageProps } from "@/app/o/[organization]/databases/[databaseId]/read";
import { ConnectView } from "@/components/database/connect-view";
import { PageTitle } from "@/components/shell/page-title";
import { getConnect } from "@/lib/services/databases/connect";
import { readForPage } from "@/lib/transport/read";

export default async function ConnectPage({ params }: DatabasePageProps) {
  const { organization, databaseId } = await params;
  const [database, connect] = await Promise.all([
    databaseIn(organization, databaseId),
    readForPage(await personIn(organization), getConnect, { databaseId }),
  ]);
  return (
    <>
      <PageTitle of={["Connect", database.summary.name]} />
      <ConnectView connect={connect} />
    </>
  );
}
