import { RegionsView } from "@/components/region/regions-view";
import { PageFrame } from "@/components/shell/page-frame";
import { PageTitle } from "@/components/shell/page-title";

/** The list comes by the shell, which reads the overview and keeps it live. */
export default function RegionsPage() {
  return (
    <PageFrame crumbs={[{ label: "Regions" }]}>
      <PageTitle of={["Regions"]} />
      <RegionsView />
    </PageFrame>
  );
}
