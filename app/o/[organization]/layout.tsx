import type { ReactNode } from "react";
import { overviewOf, personIn, viewerIn } from "@/app/o/[organization]/reads";
import { Shell } from "@/components/shell/shell";
import { ClockProvider } from "@/lib/client/clock-provider";
import { LiveProvider } from "@/lib/client/live-provider";
import { QueryProvider } from "@/lib/client/query-provider";
import manifest from "@/package.json";

interface LayoutProps {
  children: ReactNode;
  params: Promise<{ organization: string }>;
}

export default async function OrganizationLayout({ children, params }: LayoutProps) {
  const { organization } = await params;
  const [{ now }, viewer, overview] = await Promise.all([
    personIn(organization),
    viewerIn(organization),
    overviewOf(organization),
  ]);
  return (
    <ClockProvider serverNow={now().getTime()}>
      <QueryProvider key={organization}>
        <LiveProvider key={organization} org={organization}>
          <Shell viewer={viewer} overview={overview} version={manifest.version}>
            {children}
          </Shell>
        </LiveProvider>
      </QueryProvider>
    </ClockProvider>
  );
}
