import { SIZE_NAMES, SIZES } from "@/lib/domain/database/sizes";
import type { Headroom } from "@/lib/domain/region/capacity-grid";
import { checked, type Check } from "@/lib/domain/region/check-result";
import { clipsOf, type LimitLine, type QuotaLine } from "@/lib/domain/region/namespace-clips";

function roomWords({ zone, fit }: Headroom): string {
  const largest = fit === null ? "none" : `${SIZES[fit.size].label} × ${fit.count}`;
  return `${largest} in ${zone === "" ? "the cluster" : zone}`;
}

/**
 * P10: the largest tablet that one node of each zone takes after real requests. Quotas and limits of the databases'
 * namespace that keep such a tablet out are named. `room` is null where pods of other namespaces are not read.
 */
export function checkHeadroom(
  room: readonly Headroom[] | null,
  namespace: { quotas: readonly QuotaLine[]; limits: readonly LimitLine[] },
): Check {
  if (room === null) {
    return checked("P10", "not-read", "capacity not read: pods of other namespaces are not visible", {
      fix: { words: "Grant the capacity pack; without it plans cannot count room.", command: null },
    });
  }
  const words = room.map((each) => roomWords(each));
  const largest = SIZE_NAMES.toReversed().find((size) => room.some((each) => each.fit?.size === size));
  const evidence = words.map((each) => `Largest tablet: ${each}`);
  if (largest === undefined) {
    return checked("P10", "fail", "no node has room for the smallest tablet", {
      evidence,
      fix: {
        words: "Add nodes, or free requests on existing ones.",
        command: "kubectl describe nodes | grep -A8 'Allocated resources'",
      },
    });
  }
  const clips = clipsOf(namespace.quotas, namespace.limits, largest);
  const isWhole = room.every((each) => each.fit !== null) && clips.length === 0;
  return checked("P10", isWhole ? "pass" : "warn", words.join(", "), {
    evidence: [...evidence, ...clips],
    ...(clips.length === 0
      ? {}
      : { fix: { words: "Raise what is named, or create smaller databases.", command: null } }),
  });
}
