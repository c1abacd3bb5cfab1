import type { Branch, EdgeKind, Layout } from "@/lib/domain/topology/slots";

const LOOKS: Record<EdgeKind, { className: string; arrow: string }> = {
  ok: { className: "stroke-text-3 [stroke-width:1.5]", arrow: "ok" },
  over: { className: "stroke-reduced-mark [stroke-width:2.5]", arrow: "over" },
  stopped: { className: "stroke-down-mark [stroke-dasharray:5_4] [stroke-width:1.75]", arrow: "stopped" },
  unknown: { className: "stroke-unknown-mark [stroke-dasharray:2_3] [stroke-width:1.5]", arrow: "unknown" },
};
const ARROWS: { id: string; className: string }[] = [
  { id: "ok", className: "stroke-text-3" },
  { id: "over", className: "stroke-reduced-mark" },
  { id: "stopped", className: "stroke-down-mark" },
  { id: "unknown", className: "stroke-unknown-mark" },
  { id: "bus", className: "stroke-line-control" },
];

/** Two short strokes across a stopped edge: it is cut. */
function Cut({ branch }: { branch: Branch }) {
  if (branch.kind !== "stopped") return null;
  const { x, y } = branch.cut;
  return (
    <g>
      <rect x={x - 6} y={y - 6} width={12} height={12} className="fill-page" />
      <path
        d={`M${x - 3} ${y - 5}v10M${x + 3} ${y - 5}v10`}
        className="stroke-down-mark [stroke-width:1.75]"
      />
    </g>
  );
}

/** Replication edges, the bus of the vtgates and the dots at splits, over the frames and under the numbers. */
export function Edges({ layout, id }: { layout: Layout; id: string }) {
  return (
    <svg
      width={layout.width}
      height={layout.height}
      className="pointer-events-none absolute inset-0 z-2 fill-none"
      aria-hidden="true"
    >
      <defs>
        {ARROWS.map((arrow) => (
          <marker
            key={arrow.id}
            id={`${id}-${arrow.id}`}
            viewBox="0 0 8 8"
            refX="6"
            refY="4"
            markerWidth="8"
            markerHeight="8"
            markerUnits="userSpaceOnUse"
            orient="auto"
          >
            <path d="M1.5 1L6 4L1.5 7" className={`fill-none [stroke-width:1.5] ${arrow.className}`} />
          </marker>
        ))}
      </defs>
      {layout.bus?.lines.map((line, index) => (
        <path
          key={line.path}
          d={line.path}
          className="stroke-line-control"
          {...(layout.bus?.hasArrow === true && index === layout.bus.lines.length - 1
            ? { markerEnd: `url(#${id}-bus)` }
            : {})}
        />
      ))}
      {layout.trunks.map((trunk) => (
        <path key={trunk.path} d={trunk.path} className="stroke-text-3 [stroke-width:1.5]" />
      ))}
      {layout.branches.map((branch) => (
        <g key={branch.pod}>
          <path
            d={branch.path}
            className={LOOKS[branch.kind].className}
            markerEnd={`url(#${id}-${LOOKS[branch.kind].arrow})`}
          />
          <Cut branch={branch} />
        </g>
      ))}
      {layout.dots.map((dot) => (
        <circle key={`${dot.x} ${dot.y}`} cx={dot.x} cy={dot.y} r="2.5" className="fill-text-3" />
      ))}
    </svg>
  );
}
