/** The hatched mark that the simulated region carries on every page and picture (decision 12). */
export function SimulatedTag() {
  return (
    <span className="relative inline-flex min-h-4.5 items-center overflow-hidden rounded-mark border border-line-control pr-1.25 pl-3.75 align-middle text-12 font-text whitespace-nowrap text-text-1">
      <svg
        viewBox="0 0 10 18"
        preserveAspectRatio="xMidYMid slice"
        className="absolute inset-y-0 left-0 h-full w-2.5 border-r border-line-control text-text-3"
        aria-hidden="true"
      >
        <path
          d="M-2 2L4-4M-2 6.5L8-3.5M-2 11L12-3M-2 15.5L12 1.5M-2 20L12 6M2.5 20L12 10.5M7 20L12 15"
          stroke="currentColor"
          strokeWidth="1.4"
        />
      </svg>
      simulated
    </span>
  );
}
