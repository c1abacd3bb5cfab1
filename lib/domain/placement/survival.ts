import type { DatabaseSpec } from "@/lib/domain/database/spec";
import type { Survival } from "@/lib/domain/placement/plan";

/** What the level promises when it fits; `zones` counts zones that have nodes, 0 where nodes have no zone label. */
export function survivalOf(
  spec: Pick<DatabaseSpec, "availability" | "vtgatesPerZone">,
  zones: number,
): Survival[] {
  if (spec.availability === "zone") {
    return [
      {
        loss: "any node",
        outcome: "keeps-serving",
        sentence:
          "Lose any node: keeps serving. If it held the primary, writes pause until a replica has taken over.",
      },
      {
        loss: "any zone",
        outcome: "serves-reduced",
        sentence: "Lose any zone: keeps serving, one replica short until the zone is back.",
      },
    ];
  }
  if (spec.availability === "node") {
    return [
      {
        loss: "any node",
        outcome: "keeps-serving",
        sentence: "Lose any node: keeps serving, one replica short until its pods run elsewhere.",
      },
      { loss: "any zone", outcome: "writes-stop", sentence: zoneLoss(zones) },
    ];
  }
  return [
    {
      loss: "any node",
      outcome: "writes-stop",
      sentence: "Lose its node: nothing is served until the tablet runs elsewhere with its disk.",
    },
    {
      loss: "any zone",
      outcome: "writes-stop",
      sentence: "Lose its zone: nothing is served until the zone is back.",
    },
  ];
}

function zoneLoss(zones: number): string {
  if (zones === 0) return "Lose a zone: not known, since the nodes have no zone label. Writes may stop.";
  if (zones === 1) return "Lose the zone: nothing is served, since all nodes stand in it.";
  return "Lose a zone: writes stop if two of the three tablets stand in it.";
}
