import type { Metadata } from "next";
import { RegionsView } from "@/components/region/regions-view";
import { PageFrame } from "@/components/shell/page-frame";

export const metadata: Metadata = { title: "Regions" };

/** The list comes by the shell, which reads the overview and keeps it live. */
export default function RegionsPage() {
  return (
    <PageFrame crumbs={[{ label: "Regions" }]}>
      <RegionsView />
    </PageFrame>
  );
}
