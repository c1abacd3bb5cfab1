"use client";

import { LonePage } from "@/components/people/lone-page";
import { PageFailure } from "@/components/shell/page-failure";
import { PageTitle } from "@/components/shell/page-title";

interface ErrorPageProps {
  error: Error & { digest?: string };
  reset: () => void;
}

export default function ErrorPage({ error, reset }: ErrorPageProps) {
  return (
    <LonePage>
      <PageTitle of={["Failure"]} />
      <h1 className="sr-only">Failure</h1>
      <PageFailure digest={error.digest} onRetry={reset} />
    </LonePage>
  );
}
