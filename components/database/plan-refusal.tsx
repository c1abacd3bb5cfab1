import { StatusGlyph } from "@/components/ui/status-glyph";
import type { PlacementPlanView } from "@/lib/contract/plan";

type Refusal = PlacementPlanView["refusals"][number];
type Change = NonNullable<Refusal["offers"][number]["change"]>;

interface PlanRefusalProps {
  refusal: Refusal;
  onChange: (change: Change) => void;
}

/** A refusal in the plan: what is short by how much, with two or three ways out that were tried. */
export function PlanRefusal({ refusal, onChange }: PlanRefusalProps) {
  return (
    <div role="alert" className="mx-3.5 rounded-[6px] border border-down-line bg-down-soft px-3 pt-2.75 pb-3">
      <div className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-2">
        <StatusGlyph shape="cross" className="mt-0.75 text-down-mark" />
        <div>
          <h3 className="text-down">{refusal.title}</h3>
          <p className="mt-0.5 text-text-2">{refusal.sentence}</p>
        </div>
      </div>
      {refusal.offers.length === 0 ? null : (
        <div className="mt-2.75 grid gap-2 mid:grid-cols-3">
          {refusal.offers.map((offer) => {
            const { change } = offer;
            const words = (
              <>
                <b>{offer.label}</b>
                <span className="text-12 text-text-2">{offer.detail}</span>
              </>
            );
            return change === null ? (
              <div
                key={offer.label}
                className="grid content-start gap-px rounded-control border border-dashed border-line-control px-2.5 py-1.75"
              >
                {words}
              </div>
            ) : (
              <button
                key={offer.label}
                type="button"
                onClick={() => onChange(change)}
                className="grid content-start gap-px rounded-control border border-line-control bg-panel px-2.5 py-1.75 text-left hover:bg-hover touch:min-h-13"
              >
                {words}
              </button>
            );
          })}
        </div>
      )}
    </div>
  );
}
