import type { EventView } from "@/lib/contract/views";

/** Events that say the same of several objects, as one row. Times are epoch milliseconds. */
export interface EventGroup {
  /** The newest of them. */
  event: EventView;
  objects: string[];
  /** How often it was said, over all objects. */
  count: number;
}

/** Puts events of one sentence together under the newest of them; the order is kept. */
export function groupEvents(events: readonly EventView[]): EventGroup[] {
  const groups = Map.groupBy(events, (event) => `${event.reason} ${event.sentence}`);
  return [...groups.values()].flatMap((own) => {
    const [newest] = own.toSorted((a, b) => b.at - a.at);
    return newest === undefined
      ? []
      : [
          {
            event: newest,
            objects: [...new Set(own.map((event) => event.object))],
            count: own.reduce((sum, event) => sum + event.count, 0),
          },
        ];
  });
}
