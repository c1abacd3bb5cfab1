import { ClockTime } from "@/components/ui/clock-time";
import { isRoutine } from "@/lib/client/routine-events";
import type { TabletView } from "@/lib/contract/topology";
import type { EventView } from "@/lib/contract/views";

const SHOWN = 5;

/** The newest events that name a tablet or its pod, without the routine of starting. */
export function TabletEvents({ tablet, events }: { tablet: TabletView; events: readonly EventView[] }) {
  const own = events.filter((event) => event.object.includes(tablet.pod) || event.raw.includes(tablet.alias));
  const shown = own.filter((event) => !isRoutine(event)).slice(0, SHOWN);
  if (shown.length === 0) {
    return (
      <p className="text-12 text-text-3">
        {own.length === 0 ? "No event of this pod is known." : "Only the routine of its start."}
      </p>
    );
  }
  return (
    <ul className="grid gap-1.5 text-12">
      {shown.map((event) => (
        <li key={event.uid} className="grid grid-cols-[60px_minmax(0,1fr)] gap-2 text-text-2">
          <span className="text-text-3">
            <ClockTime at={event.at} seconds />
          </span>
          <span className="wrap-anywhere">{event.sentence}</span>
        </li>
      ))}
    </ul>
  );
}
