import { zoneTitle } from "@/lib/domain/cluster/zone-title";
import { percentOf, zoneBarsLabel } from "@/lib/client/region-words";
import type { RegionRoom } from "@/lib/contract/views";

const WIDTH = 8;
const STEP = 11;
const HEIGHT = 18;
/** More zones than any cloud gives one cluster would push the next column away. */
const MOST = 8;

function Bar({ x, asked, known }: { x: number; asked: number | null; known: boolean }) {
  const inner = HEIGHT - 2;
  const share = Math.min(1, asked ?? 1);
  const height = share === 0 ? 0 : Math.max(1, share * inner);
  const y = HEIGHT - 1 - height;
  return (
    <>
      <rect
        x={x + 0.5}
        y={0.5}
        width={WIDTH - 1}
        height={HEIGHT - 1}
        rx={1.5}
        className="fill-sunken stroke-line-edge"
      />
      {known ? (
        <rect x={x + 1} y={y} width={WIDTH - 2} height={height} className="fill-text-2" />
      ) : (
        <svg x={x + 1} y={y} width={WIDTH - 2} height={height} className="text-unknown-mark">
          <path
            d="M-2 4L8 -6M-2 8L8 -2M-2 12L8 2M-2 16L8 6M-2 20L8 10"
            stroke="currentColor"
            strokeWidth="1"
          />
        </svg>
      )}
    </>
  );
}

/** One upright bar a zone: CPU asked for of what is allocatable. What is not known now is hatched, at its last height. */
export function ZoneBars({ room }: { room: RegionRoom }) {
  const shown = room.cpuByZone.slice(0, MOST);
  if (shown.length === 0) return <span className="text-text-3">unknown</span>;
  return (
    <svg
      role="img"
      aria-label={zoneBarsLabel(room)}
      width={shown.length * STEP - (STEP - WIDTH)}
      height={HEIGHT}
      className="relative block"
    >
      {shown.map(({ zone, asked }, index) => (
        <g key={zone}>
          <title>{`${zoneTitle(zone)}: ${percentOf(asked)}`}</title>
          <Bar x={index * STEP} asked={asked} known={room.known} />
        </g>
      ))}
    </svg>
  );
}
