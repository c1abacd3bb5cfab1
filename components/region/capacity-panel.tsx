import { CapacityCell } from "@/components/region/capacity-cell";
import { Panel } from "@/components/ui/panel";
import { Sub } from "@/components/ui/table";
import type { CapacityView, NodeShapeView } from "@/lib/contract/views";
import { zoneTitle } from "@/lib/domain/cluster/zone-title";
import { countOf } from "@/lib/domain/format";

interface CapacityPanelProps {
  capacity: CapacityView;
}

function Key() {
  const swatch = "mr-1.25 inline-block h-2 w-2.5 rounded-[1px]";
  return (
    <span className="flex gap-3.5 max-mid:hidden">
      <span>
        <i className={`${swatch} bg-line-control`} />
        others
      </span>
      <span>
        <i className={`${swatch} bg-role-replica`} />
        Gantry
      </span>
      <span>
        <i className={`${swatch} border border-line-edge bg-sunken`} />
        free
      </span>
    </span>
  );
}

function Shape({ shape }: { shape: NodeShapeView }) {
  const taints = shape.taints.length === 0 ? "no taints" : "tainted";
  return (
    <>
      <b>{shape.label}</b>
      <Sub>
        {shape.architecture}, {taints}
      </Sub>
      {shape.taints.map((taint) => (
        <Sub key={taint}>
          <span className="mono wrap-anywhere">{taint}</span>
        </Sub>
      ))}
      <Sub>
        {shape.instanceType === null ? "" : `${shape.instanceType}, `}
        {countOf(shape.nodes, "node")}
      </Sub>
    </>
  );
}

const cellAt = (capacity: CapacityView, zone: string, shapeId: string) =>
  capacity.cells.find((cell) => cell.zone === zone && cell.shapeId === shapeId);

/** One zone on a phone, its node shapes below each other. */
function ZoneBlock({ capacity, zone }: { capacity: CapacityView; zone: string }) {
  return (
    <div className="grid gap-2.5 px-3.5 py-2.75">
      {capacity.shapes.map((shape, index) => {
        const cell = cellAt(capacity, zone, shape.id);
        return (
          <div key={shape.id}>
            <span className="flex flex-wrap items-baseline gap-x-2">
              {index === 0 ? <b>{zoneTitle(zone)}</b> : null}
              <span className="text-12 text-text-3">{shape.label}</span>
            </span>
            {cell === undefined ? (
              <span className="text-text-3">none</span>
            ) : (
              <CapacityCell cell={cell} shape={shape} />
            )}
          </div>
        );
      })}
    </div>
  );
}

/** Zones beside each other, node shapes below each other; on a phone one block a zone. */
export function CapacityPanel({ capacity }: CapacityPanelProps) {
  return (
    <Panel
      title="Capacity"
      note={<span className="max-mid:hidden">free for one tablet, by zone and node shape</span>}
      end={<Key />}
    >
      <section
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard
        tabIndex={0}
        aria-label="Free room by zone and node shape"
        className="overflow-x-auto focus-visible:-outline-offset-2 max-mid:hidden"
      >
        <table className="w-full min-w-160 table-fixed border-collapse">
          <caption className="sr-only">Free room by zone and node shape</caption>
          <thead className="border-b border-line">
            <tr>
              <th scope="col" className="w-[22%] py-1.75 pl-3.5 text-left text-12 font-text text-text-3">
                Node shape
              </th>
              {capacity.zones.map((zone) => (
                <th key={zone} scope="col" className="py-1.75 pl-3 text-left text-12 font-text text-text-3">
                  {zoneTitle(zone)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody className="divide-y divide-line">
            {capacity.shapes.map((shape) => (
              <tr key={shape.id}>
                <th scope="row" className="px-3.5 py-2.5 text-left align-top font-text">
                  <Shape shape={shape} />
                </th>
                {capacity.zones.map((zone) => {
                  const cell = cellAt(capacity, zone, shape.id);
                  return (
                    <td key={zone} className="h-21 border-l border-line px-3 py-2.5 align-top">
                      {cell === undefined ? (
                        <span className="text-text-3">none</span>
                      ) : (
                        <CapacityCell cell={cell} shape={shape} />
                      )}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <div className="divide-y divide-line mid:hidden">
        {capacity.zones.map((zone) => (
          <ZoneBlock key={zone} capacity={capacity} zone={zone} />
        ))}
      </div>
    </Panel>
  );
}
