import type { Metadata } from "next";
import { databaseIn, type DatabasePageProps } from "@/app/o/[organization]/databases/[databaseId]/read";
import { EventsView } from "@/components/database/events-view";

export const metadata: Metadata = { title: "Events" };

export default async function EventsPage({ params }: DatabasePageProps) {
  const { organization, databaseId } = await params;
  return <EventsView initial={await databaseIn(organization, databaseId)} />;
}
