import { CapacityBar } from "@/components/region/capacity-bar";
import { Icon } from "@/components/ui/icon";
import { StatusGlyph } from "@/components/ui/status-glyph";
import type { CapacityCell as Cell, NodeShapeView } from "@/lib/contract/views";
import { countOf, formatCores } from "@/lib/domain/format";

const GI = 1024 ** 3;
const SHOWN = 3;

/** "5.2 + 4.4": the free room of each node, since a tablet needs one node and no sum helps it. */
function freeWords(free: readonly number[], figure: (value: number) => string): string {
  const shown = free.slice(0, SHOWN).map(figure).join(" + ");
  return free.length > SHOWN ? `${shown} …` : shown;
}

function Row({
  name,
  amounts,
  figure,
  unit,
}: {
  name: string;
  amounts: Cell["cpuMilli"];
  figure: (value: number) => string;
  unit: string;
}) {
  const free = freeWords(amounts.free, figure);
  return (
    <div className="mt-px grid grid-cols-[28px_minmax(0,1fr)_auto] items-center gap-1.75 text-12 leading-[18px]">
      <span className="text-text-3">{name}</span>
      <CapacityBar
        others={amounts.others}
        gantry={amounts.gantry}
        total={amounts.total}
        label={`${name}: ${figure(amounts.others + amounts.gantry)} of ${figure(amounts.total)} ${unit} taken, ${figure(amounts.gantry)} of it by Gantry's databases`}
      />
      <span className="min-w-15.5 text-right whitespace-nowrap">{free}</span>
    </div>
  );
}

/** One zone of one node shape: the largest tablet that fits, and what each node has free. */
export function CapacityCell({ cell, shape }: { cell: Cell; shape: NodeShapeView }) {
  if (shape.unusable !== null) {
    return (
      <>
        <span className="inline-flex items-baseline gap-1.5 text-unknown">
          <StatusGlyph shape="ring" className="translate-y-[1.5px] text-unknown-mark" />
          {shape.unusable}
        </span>
        <span className="block pl-4.5 text-12 text-text-3">
          {freeWords(cell.cpuMilli.free, formatCores)} CPU free there
        </span>
      </>
    );
  }
  return (
    <>
      <div className="flex items-baseline justify-between gap-2">
        <span className={cell.limits ? "text-14 font-head text-reduced" : "text-14 font-head"}>
          {cell.fits === null ? "none fits" : `${cell.fits.size} × ${cell.fits.count}`}
        </span>
        <span className="text-12 text-text-3">{countOf(cell.nodes, "node")}</span>
      </div>
      <Row name="CPU" amounts={cell.cpuMilli} figure={formatCores} unit="CPU" />
      <Row
        name="mem"
        amounts={cell.memoryBytes}
        figure={(bytes) => String(Math.floor(bytes / GI))}
        unit="Gi"
      />
      {cell.cordoned === 0 ? null : (
        <span className="mt-0.75 flex items-center gap-1.25 text-12 text-reduced">
          <Icon name="cordon" className="size-3" />
          {cell.cordoned === 1 ? "one is cordoned" : `${cell.cordoned} are cordoned`}
        </span>
      )}
      {cell.limits ? (
        <span className="mt-0.75 block text-12 text-reduced">limits &quot;survives a zone&quot;</span>
      ) : null}
    </>
  );
}
