interface CapacityBarProps {
  /** In one unit; they need not add up to the total, what is left is free. */
  others: number;
  gantry: number;
  total: number;
  label: string;
}

const WIDTH = 100;

/** Taken by others in grey, by Gantry's databases in the replica hue, the rest free. */
export function CapacityBar({ others, gantry, total, label }: CapacityBarProps) {
  const share = (value: number): number => (total === 0 ? 0 : Math.min(WIDTH, (value / total) * WIDTH));
  return (
    <svg
      viewBox="0 0 100 8"
      preserveAspectRatio="none"
      role="img"
      aria-label={label}
      className="h-2 w-full rounded-[2px] border border-line-edge bg-sunken"
    >
      <rect width={share(others)} height="8" className="fill-line-control" />
      <rect x={share(others)} width={share(gantry)} height="8" className="fill-role-replica" />
    </svg>
  );
}
