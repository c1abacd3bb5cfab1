import "server-only";
import { z } from "zod";
import { CheckResult } from "@/lib/contract/views";
import type { RegionRow } from "@/lib/services/regions/find";

const Checks = z.array(CheckResult).nullable();

/** The results of the last preflight of a region; empty before the first. */
export function storedChecks(row: Pick<RegionRow, "checks">): CheckResult[] {
  return Checks.parse(row.checks) ?? [];
}
