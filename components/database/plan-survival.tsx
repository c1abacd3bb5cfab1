import { StatusLine } from "@/components/ui/status-line";
import type { StatusTone } from "@/components/ui/tone";
import type { PlacementPlanView, PlanAnswer } from "@/lib/contract/plan";
import { formatBytes, formatCpu } from "@/lib/domain/format";

type Survival = PlacementPlanView["survives"][number];

const TONES: Record<Survival["outcome"], StatusTone> = {
  "keeps-serving": "serving",
  "serves-reduced": "reduced",
  "writes-stop": "down",
};
const SHORT: Record<Survival["outcome"], string> = {
  "keeps-serving": "keeps serving",
  "serves-reduced": "serves, 1 short",
  "writes-stop": "writes stop",
};
const LOSSES = ["any node", "any zone"] as const;

/** What a plan that fits survives, one sentence a loss. */
export function PlanSurvival({ plan }: { plan: PlacementPlanView }) {
  return (
    <dl className="grid gap-x-3 gap-y-1.5 px-3.5 py-3 mid:grid-cols-[112px_minmax(0,1fr)]">
      {plan.survives.map((each) => (
        <div key={each.loss} className="contents">
          <dt className="sr-only">Lose {each.loss}</dt>
          <dd className="mid:col-span-2">
            <StatusLine tone={TONES[each.outcome]}>{each.sentence}</StatusLine>
          </dd>
        </div>
      ))}
      <dt className="text-text-3">Asks for</dt>
      <dd>
        {formatCpu(plan.totalCpuMilli)} · {formatBytes(plan.totalMemoryBytes)} in all
      </dd>
    </dl>
  );
}

/** The refused draft beside its ways out: what each survives and asks for. */
export function PlanWays({ answer }: { answer: PlanAnswer }) {
  if (answer.ways.length === 0) return null;
  return (
    <table className="mt-1.5 w-full border-collapse text-12 max-mid:hidden">
      <caption className="sr-only">What each way out survives</caption>
      <thead className="border-b border-line">
        <tr>
          <th className="py-1.75 pl-3.5" aria-label="Loss" />
          <th scope="col" className="py-1.75 pr-2.5 text-left font-text text-text-3">
            As asked
          </th>
          {answer.ways.map((way) => (
            <th key={way.label} scope="col" className="py-1.75 pr-2.5 text-left font-text text-text-3">
              {way.label}
            </th>
          ))}
        </tr>
      </thead>
      <tbody className="divide-y divide-line border-b border-line">
        {LOSSES.map((loss) => (
          <tr key={loss}>
            <th
              scope="row"
              className="py-1.75 pr-2.5 pl-3.5 text-left font-text whitespace-nowrap text-text-3"
            >
              Lose {loss}
            </th>
            <td className="py-1.75 pr-2.5 text-text-3">does not fit</td>
            {answer.ways.map((way) => {
              const found = way.survives.find((each) => each.loss === loss);
              return (
                <td key={way.label} className="py-1.75 pr-2.5">
                  {found === undefined ? (
                    <span className="text-text-3">not promised</span>
                  ) : (
                    <StatusLine tone={TONES[found.outcome]}>{SHORT[found.outcome]}</StatusLine>
                  )}
                </td>
              );
            })}
          </tr>
        ))}
        <tr>
          <th scope="row" className="py-1.75 pr-2.5 pl-3.5 text-left font-text text-text-3">
            Asks for
          </th>
          <td className="py-1.75 pr-2.5">
            {formatCpu(answer.plan.totalCpuMilli)} · {formatBytes(answer.plan.totalMemoryBytes)}
          </td>
          {answer.ways.map((way) => (
            <td key={way.label} className="py-1.75 pr-2.5">
              {formatCpu(way.totalCpuMilli)} · {formatBytes(way.totalMemoryBytes)}
            </td>
          ))}
        </tr>
      </tbody>
    </table>
  );
}
