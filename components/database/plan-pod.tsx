import { RoleGlyph } from "@/components/ui/role-glyph";
import { classNames } from "@/components/ui/class-names";
import type { PlacementPlanView } from "@/lib/contract/plan";
import { formatBytes, formatCpu } from "@/lib/domain/format";

type Pod = PlacementPlanView["zones"][number]["pods"][number];

const WIDTH = 100;

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
      {short ? <span className="absolute -top-px -right-2.25 h-2.5 w-2.25 bg-down-mark" /> : null}
    </div>
  );
}

function placeWords(pod: Pod): string {
  if (pod.leftCpuMilli < 0) return `${formatCpu(-pod.leftCpuMilli)} short on every node`;
  if (pod.leftMemoryBytes < 0) return `${formatBytes(-pod.leftMemoryBytes)} short on every node`;
  if (pod.shape === null) return "no node takes it";
  const isTablet = pod.role === "primary" || pod.role === "replica";
  return isTablet ? `${pod.shape}, ${formatCpu(pod.leftCpuMilli)} left` : pod.shape;
}

/** A planned pod, or pods that are alike: what it asks for, on which node shape, and what that leaves. */
export function PlanPod({ pod }: { pod: Pod }) {
  const refused = pod.shape === null || pod.leftCpuMilli < 0 || pod.leftMemoryBytes < 0;
  const isTablet = pod.role === "primary" || pod.role === "replica";
  return (
    <div
      className={classNames(
        "grid gap-px rounded-control border px-2.25 py-1.5",
        refused ? "border-dashed border-down-mark bg-down-soft text-down" : "border-line-edge bg-panel",
        isTablet && "gap-1.25 py-2",
      )}
    >
      <span className="flex items-center gap-1.5">
        <RoleGlyph role={pod.role === "vtctld" || pod.role === "vtorc" ? "vtgate" : pod.role} />
        <b>{pod.count > 1 ? `${pod.label} ×${pod.count}` : pod.label}</b>
        <span className={classNames("ml-auto text-12 whitespace-nowrap", !refused && "text-text-2")}>
          {isTablet
            ? `${formatCpu(pod.cpuMilli)} · ${formatBytes(pod.memoryBytes)}`
            : formatCpu(pod.cpuMilli)}
        </span>
      </span>
      {isTablet && pod.nodeCpuMilli > 0 ? <NodeBar pod={pod} /> : null}
      <span className={classNames("text-12", !refused && "text-text-3")}>{placeWords(pod)}</span>
    </div>
  );
}
