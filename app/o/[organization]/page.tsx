import type { Metadata } from "next";
import { registerRegionAction } from "@/app/o/[organization]/regions/actions";
import { OverviewView } from "@/components/overview/overview-view";
import { PageFrame } from "@/components/shell/page-frame";

export const metadata: Metadata = { title: "Overview" };

/** What it shows comes by the shell, which reads the overview and keeps it live. */
export default function OverviewPage() {
  return (
    <PageFrame crumbs={[{ label: "Overview" }]}>
      <OverviewView register={registerRegionAction} />
    </PageFrame>
  );
}
