import type { ReactNode } from "react";
import { Age } from "@/components/ui/age";
import { ClockTime } from "@/components/ui/clock-time";
import { StatusLine } from "@/components/ui/status-line";
import type { StatusTone } from "@/components/ui/tone";
import type { RegionConnection, RegionSummary } from "@/lib/contract/views";

const TONES: Record<RegionConnection["kind"], StatusTone> = {
  live: "serving",
  connecting: "starting",
  stale: "unknown",
  "auth-failed": "down",
  "identity-changed": "down",
};

const OPERATOR: Record<RegionSummary["operator"]["state"], string | null> = {
  ready: null,
  installing: "Installing the operator",
  "not-ready": "The operator is not available",
  absent: "Connected, no operator yet",
  foreign: "Connected, another operator runs here",
  unknown: null,
};

function words(region: RegionSummary): ReactNode {
  const { kind, since } = region.connection;
  switch (kind) {
    case "live":
      return OPERATOR[region.operator.state] ?? "Ready";
    case "connecting":
      return "Connecting";
    case "stale":
      return (
        <>
          Unknown, stale since <ClockTime at={since} />
        </>
      );
    case "auth-failed":
      return "The API server refuses the credential";
    case "identity-changed":
      return "Another cluster answers at this address; writes are frozen";
  }
}

/** Tone of a region in one glyph: the connection first, then the operator. */
export function regionTone(region: RegionSummary): StatusTone {
  if (region.connection.kind !== "live") return TONES[region.connection.kind];
  if (region.operator.state === "ready") return "serving";
  return region.operator.state === "installing" ? "starting" : "reduced";
}

/** Health of a region with its cause and when it was checked. */
export function ConnectionLine({ region, detail = true }: { region: RegionSummary; detail?: boolean }) {
  const { checkedAt, cause } = region.connection;
  return (
    <StatusLine
      tone={regionTone(region)}
      detail={
        !detail ? undefined : (
          <>
            {cause === null ? null : <>{cause} · </>}
            {checkedAt === null ? "not checked yet" : <Age at={checkedAt} verb="checked" />}
          </>
        )
      }
    >
      {words(region)}
    </StatusLine>
  );
}
