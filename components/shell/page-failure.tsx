"use client";

import { Button } from "@/components/ui/button";
import { ErrorBox } from "@/components/ui/error-box";

interface PageFailureProps {
  /** Names the line of Gantry's log that has the cause; production pages carry nothing else. */
  digest: string | undefined;
  onRetry: () => void;
}

/** A page that could not be made. What failed is in the log, never in the browser. */
export function PageFailure({ digest, onRetry }: PageFailureProps) {
  return (
    <ErrorBox
      title="Gantry could not make this page"
      actions={
        <Button size="small" onClick={onRetry}>
          Try again
        </Button>
      }
    >
      The clusters and databases are not touched by that.{" "}
      {digest === undefined ? (
        "Gantry's log has the cause."
      ) : (
        <>
          Gantry's log has the cause under <span className="mono">{digest}</span>.
        </>
      )}
    </ErrorBox>
  );
}
