import type { ReactNode } from "react";

interface EmptyProps {
  /** What is not there: "No databases yet." */
  title: string;
  /** What one gains by having it. */
  gain: ReactNode;
  action?: ReactNode;
}

/** Nothing here: a sentence, the gain, one button. */
export function Empty({ title, gain, action }: EmptyProps) {
  return (
    <div className="grid justify-items-start gap-1 px-3.5 pt-4 pb-4.5">
      <b>{title}</b>
      <p className="max-w-[68ch] text-text-2">{gain}</p>
      {action === undefined ? null : <div className="mt-2">{action}</div>}
    </div>
  );
}
