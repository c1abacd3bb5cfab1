/** The result of one preflight check (product.md): a state, its evidence and what mends it. */
export type CheckState = "pass" | "warn" | "fail" | "not-read";

export interface Check {
  id: string;
  title: string;
  state: CheckState;
  /** One sentence or fact: "31 ms · certificate until 4 Mar 2027". */
  result: string;
  evidence: string[];
  fix: { words: string; command: string | null } | null;
}

const WORST: readonly CheckState[] = ["fail", "not-read", "warn", "pass"];

/** The score of a region is its worst result, never an average. */
export function worstOf(checks: readonly Pick<Check, "state">[]): CheckState {
  return WORST.find((state) => checks.some((check) => check.state === state)) ?? "not-read";
}

type Rest = Partial<Pick<Check, "evidence" | "fix">>;

export function checked(
  id: string,
  title: string,
  state: CheckState,
  result: string,
  rest: Rest = {},
): Check {
  return { id, title, state, result, evidence: rest.evidence ?? [], fix: rest.fix ?? null };
}
