import { MOVES, placeOf } from "@/components/topology/place";
import { classNames } from "@/components/ui/class-names";
import { Icon } from "@/components/ui/icon";
import { RoleGlyph } from "@/components/ui/role-glyph";
import { StatusGlyph } from "@/components/ui/status-glyph";
import { cutMiddle } from "@/lib/domain/format";
import type { FootMark, NodeSlot } from "@/lib/domain/topology/slots";

const FOOT_MAX = 4;
const NAME_MAX = { narrow: 15, wide: 28 };
const WIDE = 250;

const isDrawnMark = (mark: FootMark): boolean => mark.component === "etcd" || mark.component === "vtgate";

/** Other pods that the node holds: vtgates and etcd by glyph, the rest as a count. */
function Foot({ marks }: { marks: readonly FootMark[] }) {
  const drawn = marks.filter(isDrawnMark).slice(0, FOOT_MAX);
  const rest = marks.filter((mark) => !drawn.includes(mark));
  return (
    <span className="absolute inset-x-2.5 bottom-0 flex h-8.75 items-center gap-3 overflow-hidden text-12 text-text-3">
      {drawn.map((mark) => (
        <span key={mark.pod} className="inline-flex items-center gap-1 whitespace-nowrap" title={mark.pod}>
          <RoleGlyph role={mark.component === "etcd" ? "etcd" : "vtgate"} className="size-2.75" />
          {mark.short}
        </span>
      ))}
      {rest.length === 0 ? null : (
        <span className="cut ml-auto" title={rest.map((mark) => mark.pod).join(", ")}>
          {rest.length === 1 ? rest[0]?.component : `+${rest.length}`}
        </span>
      )}
    </span>
  );
}

/** A node as a frame around its tablets, with a cordon shown on the frame itself; the compact level has no feet. */
export function NodeFrame({ slot, compact }: { slot: NodeSlot; compact: boolean }) {
  const { node } = slot;
  const cordoned = node?.cordoned === true;
  const lost = node !== null && !node.ready;
  return (
    <div
      style={placeOf(slot)}
      className={classNames(
        "absolute rounded-[6px] border bg-page",
        cordoned || node === null ? "border-dashed" : "",
        cordoned ? "hatched border-reduced-line" : lost ? "border-down-line" : "border-line-edge",
        MOVES,
      )}
    >
      <div
        className={classNames(
          "flex items-center justify-between gap-2",
          compact ? "h-6.5 px-1.75 text-12" : "h-8.25 px-2.5",
        )}
      >
        <b className="whitespace-nowrap" title={node?.name}>
          {node === null
            ? "no node yet"
            : cutMiddle(node.name, slot.width > WIDE ? NAME_MAX.wide : NAME_MAX.narrow)}
        </b>
        {cordoned ? (
          <span className="inline-flex items-center gap-1 rounded-mark bg-page px-1 text-12 text-reduced">
            <Icon name="cordon" className="size-3" />
            cordoned
          </span>
        ) : lost ? (
          <span className="inline-flex items-center gap-1 text-12 text-down">
            <StatusGlyph shape="cross" className="text-down-mark" />
            not ready
          </span>
        ) : (
          <span className="cut text-12 text-text-3">{node?.shape}</span>
        )}
      </div>
      {slot.tablets === 0 && !compact ? (
        <p className="absolute inset-x-2.5 top-11 bg-page px-0.5 py-1 text-12 leading-[17px] text-text-2">
          No tablet of this shard here.
        </p>
      ) : null}
      {compact ? null : <Foot marks={slot.foot} />}
    </div>
  );
}
