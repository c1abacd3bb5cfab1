import { RoleGlyph } from "@/components/ui/role-glyph";
import { classNames } from "@/components/ui/class-names";
import type { PlacementPlanView } from "@/lib/contract/plan";
import { formatBytes, formatCpu } from "@/lib/domain/format";

type Pod = PlacementPlanView["zones"][number]["pods"][number];

const WIDTH = 100;

export const isTablet = (pod: Pod): boolean => pod.role === "primary" || pod.role === "replica";
const isRefused = (pod: Pod): boolean =>
  pod.shape === null || pod.leftCpuMilli < 0 || pod.leftMemoryBytes < 0;

/** The emptiest node of the shape: grey is taken, blue is this tablet, red is what is short. */
function NodeBar({ pod }: { pod: Pod }) {
  const share = (value: number): number =>
    pod.nodeCpuMilli === 0 ? 0 : Math.max(0, Math.min(WIDTH, (value / pod.nodeCpuMilli) * WIDTH));
  const taken = share(pod.takenCpuMilli);
  const short = pod.leftCpuMilli < 0;
  return (
    <div className="relative">
      <svg
        viewBox="0 0 100 8"
        preserveAspectRatio="none"
        className="block h-2 w-full rounded-[2px] bg-sunken"
        aria-hidden="true"
      >
        <rect width={taken} height="8" className="fill-line-control" />
        <rect
          x={taken}
          width={Math.min(WIDTH - taken, share(pod.cpuMilli))}
          height="8"
          className="fill-role-replica"
        />
      </svg>
      {short ? <span className="absolute -top-px -right-1.75 h-2.5 w-1.75 bg-down-mark" /> : null}
    </div>
  );
}

function placeWords(pod: Pod): string {
  if (pod.leftCpuMilli < 0) return `${formatCpu(-pod.leftCpuMilli)} short on every node`;
  if (pod.leftMemoryBytes < 0) return `${formatBytes(-pod.leftMemoryBytes)} short on every node`;
  if (pod.shape === null) return "no node takes it";
  return isTablet(pod) ? `${pod.shape}, ${formatCpu(pod.leftCpuMilli)} left` : pod.shape;
}

function Name({ pod }: { pod: Pod }) {
  const { role, label, count } = pod;
  return (
    <>
      {role === "vtctld" || role === "vtorc" ? null : <RoleGlyph role={role} />}
      <b className="cut">{count > 1 ? `${label} ×${count}` : label}</b>
    </>
  );
}

const LOOKS = {
  refused: "border-dashed border-down-mark bg-down-soft text-down",
  placed: "border-line-edge bg-panel",
} as const;

/** A planned tablet: what it asks for, what that is of the emptiest node, on which shape, and what it leaves. */
export function PlanTablet({ pod }: { pod: Pod }) {
  const refused = isRefused(pod);
  return (
    <div
      className={classNames(
        "grid gap-1.25 rounded-control border px-1.75 py-2",
        LOOKS[refused ? "refused" : "placed"],
      )}
    >
      <span className="flex flex-wrap items-center gap-x-1.25">
        <Name pod={pod} />
        <span className={classNames("ml-auto text-12 whitespace-nowrap", !refused && "text-text-2")}>
          {formatCpu(pod.cpuMilli)} · {formatBytes(pod.memoryBytes)}
        </span>
      </span>
      {pod.nodeCpuMilli > 0 ? <NodeBar pod={pod} /> : null}
      <span className={classNames("text-12", !refused && "text-text-3")}>{placeWords(pod)}</span>
    </div>
  );
}

/** Other planned pods, those alike together: what they ask for, and the shape only where it says something. */
export function PlanPod({ pod }: { pod: Pod }) {
  const refused = isRefused(pod);
  const isSmall = pod.role === "vtctld" || pod.role === "vtorc";
  return (
    <div
      className={classNames(
        "grid gap-px rounded-control border px-1.75 py-1.5",
        LOOKS[refused ? "refused" : "placed"],
      )}
    >
      <span className="flex min-w-0 items-center gap-1.5">
        <Name pod={pod} />
        <span className={classNames("ml-auto text-12 whitespace-nowrap", !refused && "text-text-2")}>
          {formatCpu(pod.cpuMilli)}
        </span>
      </span>
      {refused || !isSmall ? (
        <span className={classNames("cut text-12", refused ? "" : "text-text-3 max-mid:hidden")}>
          {placeWords(pod)}
        </span>
      ) : null}
    </div>
  );
}
