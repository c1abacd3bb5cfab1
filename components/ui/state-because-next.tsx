import type { ReactNode } from "react";

interface StateBecauseNextProps {
  state: ReactNode;
  because: ReactNode;
  next: ReactNode;
}

/** Trouble in three lines: what is, why, what to do. */
export function StateBecauseNext({ state, because, next }: StateBecauseNextProps) {
  return (
    <dl className="grid gap-x-3 gap-y-1.25 text-text-2 mid:grid-cols-[62px_minmax(0,1fr)] [&_dt]:text-text-3">
      <dt>State</dt>
      <dd className="text-text-1">{state}</dd>
      <dt>Because</dt>
      <dd>{because}</dd>
      <dt>Next</dt>
      <dd>{next}</dd>
    </dl>
  );
}
