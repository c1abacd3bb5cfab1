import { isTablet, PlanPod, PlanTablet } from "@/components/database/plan-pod";
import { PlanRefusal } from "@/components/database/plan-refusal";
import { PlanSurvival, PlanWays } from "@/components/database/plan-survival";
import { Age } from "@/components/ui/age";
import { classNames } from "@/components/ui/class-names";
import type { PlacementPlanView, PlanAnswer } from "@/lib/contract/plan";
import { formatCpu } from "@/lib/domain/format";

type Change = NonNullable<PlacementPlanView["refusals"][number]["offers"][number]["change"]>;

/** A longer label of a zone has its room above the figure, in all columns alike. */
const LABEL_BESIDE = 7;

interface PlanViewProps {
  answer: PlanAnswer;
  onChange: (change: Change) => void;
}

/** Zones are columns, pods are cards sized by request; below it what the plan survives, or why it does not fit. */
export function PlanView({ answer, onChange }: PlanViewProps) {
  const { plan } = answer;
  return (
    <>
      <div
        className={classNames(
          "grid gap-2.5 p-3.5",
          plan.zones.length === 2 ? "mid:grid-cols-2" : plan.zones.length > 2 && "mid:grid-cols-3",
        )}
      >
        {plan.zones.map((zone) => (
          <section
            key={`${zone.zone} ${zone.cell}`}
            aria-label={zone.label}
            className={classNames(
              "grid grid-cols-1 content-start gap-1.5 rounded-[6px] border bg-page px-1.5 pb-1.5",
              zone.fits ? "border-line-edge" : "border-down-mark",
            )}
          >
            <div
              className={classNames(
                "flex min-h-8.5 justify-between gap-x-2 px-1.25 pt-2 pb-1",
                zone.label.length > LABEL_BESIDE ? "flex-col" : "items-baseline",
              )}
            >
              <h3 className="cut font-strong">{zone.label}</h3>
              <span
                className={classNames("text-12 whitespace-nowrap", zone.fits ? "text-text-3" : "text-down")}
              >
                {formatCpu(zone.largestFreeCpuMilli)} on one node
              </span>
            </div>
            {zone.pods.filter(isTablet).map((pod) => (
              <PlanTablet key={pod.label} pod={pod} />
            ))}
            <div className="grid grid-cols-2 gap-1.5 mid:grid-cols-1">
              {zone.pods
                .filter((pod) => !isTablet(pod))
                .map((pod) => (
                  <PlanPod key={pod.label} pod={pod} />
                ))}
            </div>
          </section>
        ))}
      </div>
      <div className="grid gap-3">
        {plan.refusals.map((refusal) => (
          <PlanRefusal key={`${refusal.title} ${refusal.sentence}`} refusal={refusal} onChange={onChange} />
        ))}
      </div>
      {plan.fits ? <PlanSurvival plan={plan} /> : <PlanWays answer={answer} />}
      {plan.notes.map((note) => (
        <p key={note} className="px-3.5 pb-1.5 text-12 text-reduced">
          {note}
        </p>
      ))}
      <p className="px-3.5 pt-2.5 pb-3 text-12 text-text-3">
        Bar: the emptiest node of that shape; grey is taken, blue is this tablet. Packed on requests per node
        {answer.readAt === null ? null : (
          <>
            , read <Age at={answer.readAt} />
          </>
        )}
        . A plan names node shapes, never a node.
      </p>
    </>
  );
}
