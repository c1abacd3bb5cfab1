import { countWays, shortWords } from "@/components/database/plan-short-words";
import { StatusGlyph } from "@/components/ui/status-glyph";
import type { PlanAnswer } from "@/lib/contract/plan";
import { countOf } from "@/lib/domain/format";

/** On a phone the plan is below the form: a bar above the dock repeats the refusal and leads to its ways out. */
export function RefusalBar({ answer, planId }: { answer: PlanAnswer | null; planId: string }) {
  if (answer === null || answer.plan.fits) return null;
  const ways = countWays(answer.plan);
  return (
    <>
      <div className="h-9 mid:hidden" />
      <div className="fixed inset-x-0 bottom-14.5 z-9 flex min-h-12 items-center gap-2 border-t border-down-line bg-down-soft px-4 text-down mid:hidden">
        <StatusGlyph shape="cross" className="text-down-mark" />
        <span className="cut flex-1">{shortWords(answer.plan)}</span>
        <a href={`#${planId}`} className="link whitespace-nowrap">
          {ways === 0 ? "See why" : `See ${countOf(ways, "way")}`}
        </a>
      </div>
    </>
  );
}
