const NODES: readonly [RegExp, string][] = [
  [/(\d+) node\(s\) were unschedulable/, "cordoned"],
  [/(\d+) Insufficient cpu/, "short of CPU"],
  [/(\d+) Insufficient memory/, "short of memory"],
  [/(\d+) Too many pods/, "full of pods"],
  [/(\d+) node\(s\) didn't match Pod's node affinity\/selector/, "outside its zone"],
  [/(\d+) node\(s\) didn't match pod anti-affinity rules/, "with a pod that it must keep apart from"],
  [/(\d+) node\(s\) had untolerated taint/, "tainted"],
  [/(\d+) node\(s\) had volume node affinity conflict/, "away from its disk"],
];

const groupOf = (message: string, pattern: RegExp): string | null => pattern.exec(message)?.[1] ?? null;

/** The scheduler's message in plain words: "of 6 nodes 2 cordoned, 4 outside its zone". Null for another form. */
export function schedulingWords(message: string): string | null {
  const total = groupOf(message, /^0\/(\d+) nodes are available/);
  const reasons = NODES.flatMap(([pattern, words]) => {
    const count = groupOf(message, pattern);
    return count === null ? [] : [`${count} ${words}`];
  });
  return total === null || reasons.length === 0 ? null : `of ${total} nodes ${reasons.join(", ")}`;
}
