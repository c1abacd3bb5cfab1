import type { ReactNode } from "react";
import { KeyValues } from "@/components/ui/key-values";

interface FirstRunCardProps {
  title: ReactNode;
  what: string;
  takes: string;
  needs: string;
  touches: ReactNode;
  undo: string;
  action: ReactNode;
  /** Beside the button: what comes then; null where the button is off and says why. */
  then: string | null;
}

/** One way to begin. The cards stand in one grid and share its rows, so that they can be compared. */
export function FirstRunCard(props: FirstRunCardProps) {
  return (
    <section className="row-span-4 grid grid-rows-subgrid gap-0 rounded-panel border border-line bg-panel p-4 max-desk:row-auto max-desk:grid-rows-none max-mid:p-3.5">
      <h2 className="flex flex-wrap items-center gap-2 text-16">{props.title}</h2>
      <p className="mt-1 text-text-2">{props.what}</p>
      <KeyValues
        grid="grid-cols-[56px_minmax(0,1fr)] content-start gap-x-3.5 gap-y-1.75 max-mid:grid-cols-[64px_minmax(0,1fr)]"
        className="mt-3.5 border-t border-line pt-3 text-12 [&_dd]:text-text-2"
        items={[
          { key: "Takes", value: props.takes },
          { key: "Needs", value: props.needs },
          { key: "Touches", value: props.touches },
          { key: "Undo", value: props.undo },
        ]}
      />
      <div className="mt-4 flex flex-wrap items-center gap-2.5 max-mid:[&_a]:w-full max-mid:[&_button]:w-full">
        {props.action}
        {props.then === null ? null : <span className="text-12 text-text-3">{props.then}</span>}
      </div>
    </section>
  );
}
