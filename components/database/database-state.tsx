import { Age } from "@/components/ui/age";
import { StatusLine } from "@/components/ui/status-line";
import type { DatabaseSummary } from "@/lib/contract/views";

/** The state of a database: its sentence, below it the cause and since when. */
export function DatabaseState({ health }: { health: DatabaseSummary["health"] }) {
  const detail =
    health.because === null && health.since === null ? undefined : (
      <>
        {health.because}
        {health.because !== null && health.since !== null ? " · " : null}
        {health.since === null ? null : <Age at={health.since} kind="for" />}
      </>
    );
  return (
    <StatusLine tone={health.kind} detail={detail}>
      {health.sentence}
    </StatusLine>
  );
}
