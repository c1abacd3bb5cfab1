import { Panel } from "@/components/ui/panel";
import { StatusGlyph } from "@/components/ui/status-glyph";
import type { Overview } from "@/lib/contract/views";
import { cutMiddle } from "@/lib/domain/format";

const EVIDENCE_MAX = 24;

/** What a first run reaches; each item is ticked when it was seen. */
export function Checklist({ items }: { items: Overview["checklist"] }) {
  const seen = items.filter((item) => item.done).length;
  return (
    <Panel title="First run" end={`${seen} of ${items.length} seen`}>
      <ul className="px-3.5 pt-1.5">
        {items.map((item) => (
          <li key={item.id} className="grid grid-cols-[14px_auto_minmax(0,1fr)] items-start gap-2.25 py-1.25">
            <StatusGlyph
              shape={item.done ? "check" : "ring"}
              className={`mt-0.75 ${item.done ? "text-serving-mark" : "text-line-control"}`}
              label={item.done ? "seen" : "not seen yet"}
            />
            <span className="whitespace-nowrap text-text-2">{item.label}</span>
            <span className="cut text-right text-12 text-text-3" title={item.evidence ?? undefined}>
              {item.evidence === null ? null : cutMiddle(item.evidence, EVIDENCE_MAX)}
            </span>
          </li>
        ))}
      </ul>
      <p className="px-3.5 pt-1.5 pb-3 text-12 text-text-3">Ticked when Gantry has seen it, not by hand.</p>
    </Panel>
  );
}
