import { registerRegionAction } from "@/app/o/[organization]/regions/actions";
import { OverviewView } from "@/components/overview/overview-view";
import { PageFrame } from "@/components/shell/page-frame";
import { PageTitle } from "@/components/shell/page-title";

/** What it shows comes by the shell, which reads the overview and keeps it live. */
export default function OverviewPage() {
  return (
    <PageFrame crumbs={[{ label: "Overview" }]}>
      <PageTitle of={["Overview"]} />
      <OverviewView register={registerRegionAction} />
    </PageFrame>
  );
}
