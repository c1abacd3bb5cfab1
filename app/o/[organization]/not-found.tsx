import { PageFrame } from "@/components/shell/page-frame";
import { PageTitle } from "@/components/shell/page-title";
import { PageHead } from "@/components/ui/page-head";

export default function OrganizationNotFound() {
  return (
    <PageFrame crumbs={[{ label: "Not found" }]}>
      <PageTitle of={["Not found"]} />
      <PageHead
        title="Nothing is here"
        line="This address leads to nothing in this organization: it was deleted, disconnected, or your role does not reach it."
      />
    </PageFrame>
  );
}
