import { PageFrame } from "@/components/shell/page-frame";
import { Panel } from "@/components/ui/panel";
import { SkeletonRows } from "@/components/ui/skeleton-rows";

export default function OrganizationLoading() {
  return (
    <PageFrame crumbs={[]}>
      <Panel title={<span className="sr-only">Loading</span>}>
        <SkeletonRows rows={6} words="Reading what Gantry knows of your clusters." />
      </Panel>
    </PageFrame>
  );
}
