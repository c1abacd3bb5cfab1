import { objectAt, objectsAt, type Json, type JsonObject } from "../json";
import { timestamp, type ApiObject } from "../object";

/** `25%` of a number, or the number itself. */
export function share(value: Json | undefined, of: number, round: (n: number) => number): number {
  if (typeof value === "number") return value;
  return typeof value === "string" ? round((Number.parseInt(value, 10) * of) / 100) : 0;
}

interface Progress {
  available: number;
  wanted: number;
  done: boolean;
  current: string;
  now: number;
}

/** The conditions of a deployment; a condition that stays keeps its times. */
export function conditions(
  deployment: ApiObject,
  { available, wanted, done, current, now }: Progress,
): JsonObject[] {
  const strategy = objectAt(deployment, "spec", "strategy", "rollingUpdate");
  const enough = available >= wanted - share(strategy["maxUnavailable"], wanted, Math.floor);
  const set = (type: string, status: string, reason: string, message: string): JsonObject => {
    const before = objectsAt(deployment, "status", "conditions").find((each) => each["type"] === type);
    if (before?.["status"] === status && before["reason"] === reason) return before;
    const moved = before?.["status"] === status ? before["lastTransitionTime"] : timestamp(now);
    return { type, status, lastUpdateTime: timestamp(now), lastTransitionTime: moved, reason, message };
  };
  return [
    enough
      ? set("Available", "True", "MinimumReplicasAvailable", "Deployment has minimum availability.")
      : set(
          "Available",
          "False",
          "MinimumReplicasUnavailable",
          "Deployment does not have minimum availability.",
        ),
    done
      ? set(
          "Progressing",
          "True",
          "NewReplicaSetAvailable",
          `ReplicaSet "${current}" has successfully progressed.`,
        )
      : set("Progressing", "True", "ReplicaSetUpdated", `ReplicaSet "${current}" is progressing.`),
  ];
}
