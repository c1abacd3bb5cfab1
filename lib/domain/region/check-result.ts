/** The preflight checks in their order (product.md). */
export const CHECK_TITLES = {
  P1: "API server",
  P2: "Credential",
  P3: "Permissions",
  P4: "Kubernetes",
  P5: "Operator",
  P6: "Priority, namespaces",
  P7: "Storage",
  P8: "Zones",
  P9: "Node shapes",
  P10: "Headroom",
} as const;
export type CheckId = keyof typeof CHECK_TITLES;

/** The result of one preflight check: a state, its evidence and what mends it. */
export type CheckState = "pass" | "warn" | "fail" | "not-read";

export interface Check {
  id: CheckId;
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

/** The result of a check under its title. */
export function checked(id: CheckId, state: CheckState, result: string, rest: Rest = {}): Check {
  const { evidence = [], fix = null } = rest;
  return { id, title: CHECK_TITLES[id], state, result, evidence, fix };
}
