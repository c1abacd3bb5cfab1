import { Panel } from "@/components/ui/panel";
import { StatusGlyph } from "@/components/ui/status-glyph";
import { ifGantryStops } from "@/lib/client/operation-words";
import type { OperationView } from "@/lib/contract/views";

/** What a stop of Gantry would mean for an operation that runs. */
export function IfGantryStops({ operation }: { operation: OperationView }) {
  return (
    <Panel title="If Gantry stops now">
      <ul className="grid gap-2 px-3.5 pt-3 pb-3.5">
        {ifGantryStops(operation).map((line) => (
          <li key={line.words} className="grid grid-cols-[12px_minmax(0,1fr)] gap-2.25">
            <StatusGlyph
              shape={line.good ? "check" : "triangle"}
              className={`mt-0.75 ${line.good ? "text-serving-mark" : "text-reduced-mark"}`}
            />
            <span className="text-text-2">{line.words}</span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
