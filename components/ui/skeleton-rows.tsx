interface SkeletonRowsProps {
  /** Rows that the view will have, about. */
  rows?: number;
  /** After three seconds: what is being read. "Reading pods from eu-west." */
  words: string;
}

/** The lines of rows to come: nothing for 300 ms, then quiet lines, after 3 s words. No shimmer. */
export function SkeletonRows({ rows = 4, words }: SkeletonRowsProps) {
  return (
    <output className="block">
      <div className="animate-appear divide-y divide-line" aria-hidden="true">
        {Array.from({ length: rows }, (_, row) => (
          <div key={row} className="h-11.5 px-3.5 py-3">
            <div className="h-2.5 w-1/4 rounded-mark bg-hover" />
            <div className="mt-1.5 h-2 w-2/5 rounded-mark bg-hover" />
          </div>
        ))}
      </div>
      <p className="animate-appear-late border-t border-line px-3.5 py-2 text-12 text-text-3">{words}</p>
    </output>
  );
}
