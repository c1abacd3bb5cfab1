import type { Metadata } from "next";
import { personIn } from "@/app/o/[organization]/reads";
import type { DatabasePageProps } from "@/app/o/[organization]/databases/[databaseId]/read";
import { ConnectView } from "@/components/database/connect-view";
import { getConnect } from "@/lib/services/databases/connect";
import { readForPage } from "@/lib/transport/read";

export const metadata: Metadata = { title: "Connect" };

export default async function ConnectPage({ params }: DatabasePageProps) {
  const { organization, databaseId } = await params;
  const connect = await readForPage(await personIn(organization), getConnect, { databaseId });
  return <ConnectView connect={connect} />;
}
