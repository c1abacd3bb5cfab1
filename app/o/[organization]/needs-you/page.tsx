import { NeedsYouView } from "@/components/overview/needs-you-view";
import { PageFrame } from "@/components/shell/page-frame";
import { PageTitle } from "@/components/shell/page-title";

/** The list comes by the shell, which reads the overview and keeps it live. */
export default function NeedsYouPage() {
  return (
    <PageFrame crumbs={[{ label: "Needs you" }]}>
      <PageTitle of={["Needs you"]} />
      <NeedsYouView />
    </PageFrame>
  );
}
