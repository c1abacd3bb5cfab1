import type { RegionRoom, RegionSummary } from "@/lib/contract/views";
import { zoneTitle } from "@/lib/domain/cluster/zone-title";
import { countOf } from "@/lib/domain/format";

export interface RegionWords {
  tone: "serving" | "reduced" | "down" | "unknown" | "starting";
  state: string;
  /** Epoch milliseconds since when the state holds, where that matters: the reader gets "since 14:02". */
  since: number | null;
  /** Why, in one sentence; null when it is well. */
  because: string | null;
}

const well = (tone: RegionWords["tone"], state: string, because: string | null = null): RegionWords => ({
  tone,
  state,
  since: null,
  because,
});

function connectedWords({ operator }: RegionSummary): RegionWords {
  switch (operator.state) {
    case "ready":
      return well("serving", "Ready");
    case "installing":
      return well("starting", "Installing the operator");
    case "absent":
      return well("reduced", "No operator yet", "Databases can be created here once it is installed.");
    case "not-ready":
      return well("reduced", "Operator not ready", "Running databases go on; changes to them wait for it.");
    case "foreign":
      return well(
        "reduced",
        "Another operator runs here",
        "Gantry never overwrites what it did not install.",
      );
    case "unknown":
      return well("unknown", "Operator unknown", "Its pods were not read yet.");
  }
}

/** The health of a region in words: what it is, since when and why. */
export function regionWords(region: RegionSummary): RegionWords {
  const { kind, since, cause } = region.connection;
  switch (kind) {
    case "live":
      return connectedWords(region);
    case "connecting":
      return well("starting", "Connecting", cause);
    case "stale":
      return { tone: "unknown", state: "Unknown, stale", since, because: cause };
    case "auth-failed":
      return {
        tone: "unknown",
        state: "Unknown",
        since,
        because: cause ?? "The API server refuses the credential. Databases there keep running.",
      };
    case "identity-changed":
      return {
        tone: "down",
        state: "Another cluster answers at this address",
        since,
        because: cause ?? "The UID of its kube-system namespace differs. Gantry changes nothing there.",
      };
  }
}

/** True while a creation there could go on at once: it is connected and its operator is ready. */
export const takesDatabases = (region: RegionSummary): boolean =>
  region.connection.kind === "live" && region.operator.state === "ready";

/** "k8s-prod-1, EKS eu-west-1": what the region is outside of Gantry. */
export function regionPlace(region: RegionSummary): string {
  if (region.simulated) return "simulated, on this machine";
  const cloud = [region.provider, region.cloudRegion].filter((part) => part !== null).join(" ");
  return cloud === "" ? region.clusterName : `${region.clusterName}, ${cloud}`;
}

/** "3 zones, 6 nodes"; null while nothing was read. */
export function regionSize(region: RegionSummary): string | null {
  return region.nodes === 0 ? null : `${countOf(region.zones, "zone")}, ${countOf(region.nodes, "node")}`;
}

/** "62 %" of what is allocatable, or that nobody knows. */
export const percentOf = (asked: number | null): string =>
  asked === null ? "unknown" : `${Math.round(asked * 100)} %`;

/** "CPU asked for: zone a 40 %, zone b 62 %": the bars of a region for those who hear them. */
export function zoneBarsLabel({ known, cpuByZone }: RegionRoom): string {
  const zones = cpuByZone.map(({ zone, asked }) => `${zoneTitle(zone)} ${percentOf(asked)}`).join(", ");
  return known ? `CPU asked for: ${zones}` : `CPU asked for, not known now: ${zones}`;
}

/** "Large", "none", or "unknown" while the region does not answer: the largest size that fits there. */
export function largestFitWords({ known, largestFit }: RegionRoom): string {
  return known ? (largestFit ?? "none") : "unknown";
}
