import type { Metadata } from "next";
import { NeedsYouView } from "@/components/overview/needs-you-view";
import { PageFrame } from "@/components/shell/page-frame";

export const metadata: Metadata = { title: "Needs you" };

/** The list comes by the shell, which reads the overview and keeps it live. */
export default function NeedsYouPage() {
  return (
    <PageFrame crumbs={[{ label: "Needs you" }]}>
      <NeedsYouView />
    </PageFrame>
  );
}
