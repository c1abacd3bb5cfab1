import { Age } from "@/components/ui/age";
import { ClockTime } from "@/components/ui/clock-time";
import { StatusLine } from "@/components/ui/status-line";
import { regionSize, regionWords } from "@/lib/client/region-words";
import type { RegionSummary } from "@/lib/contract/views";

/** The age of the last answer of a region: "checked 8 s ago", or "last seen" when it answers no more. */
export function RegionAge({ region }: { region: RegionSummary }) {
  const { kind, checkedAt } = region.connection;
  if (checkedAt === null) return <>not checked yet</>;
  return <Age at={checkedAt} verb={kind === "live" ? "checked" : "last seen"} />;
}

interface RegionStateProps {
  region: RegionSummary;
  /** The age stands elsewhere, as on a phone. */
  withoutAge?: boolean;
}

/** The health of a region with its age; below it the cause, or what was counted. */
export function RegionState({ region, withoutAge = false }: RegionStateProps) {
  const words = regionWords(region);
  const size = regionSize(region);
  return (
    <StatusLine tone={words.tone} detail={words.because ?? size ?? undefined}>
      {words.state}
      {words.since === null ? null : (
        <>
          {" "}
          since <ClockTime at={words.since} />
        </>
      )}
      {withoutAge ? null : (
        <span className="text-12 text-text-3">
          {" · "}
          <RegionAge region={region} />
        </span>
      )}
    </StatusLine>
  );
}
