"use client";

import { PageFailure } from "@/components/shell/page-failure";
import { PageFrame } from "@/components/shell/page-frame";
import { PageTitle } from "@/components/shell/page-title";

interface ErrorPageProps {
  error: Error & { digest?: string };
  reset: () => void;
}

export default function OrganizationErrorPage({ error, reset }: ErrorPageProps) {
  return (
    <PageFrame crumbs={[{ label: "Failure" }]}>
      <PageTitle of={["Failure"]} />
      <h1 className="sr-only">Failure</h1>
      <PageFailure digest={error.digest} onRetry={reset} />
    </PageFrame>
  );
}
