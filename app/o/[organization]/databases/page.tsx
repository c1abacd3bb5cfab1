import type { Metadata } from "next";
import { DatabasesView } from "@/components/database/databases-view";
import { PageFrame } from "@/components/shell/page-frame";

export const metadata: Metadata = { title: "Databases" };

/** The list comes by the shell, which reads the overview and keeps it live. */
export default function DatabasesPage() {
  return (
    <PageFrame crumbs={[{ label: "Databases" }]}>
      <DatabasesView />
    </PageFrame>
  );
}
