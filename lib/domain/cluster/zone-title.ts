import { cutMiddle } from "@/lib/domain/format";

const SPEAKS_FOR_ITSELF = 4;
/** A label may have 63 letters; zones of one cloud differ at their ends, which stay. */
const MOST = 22;

/** Head of a zone's column: "zone a" for a name that is too short to be known as one, else the name alone, cut in its middle. */
export function zoneTitle(zone: string, most = MOST): string {
  if (zone === "") return "no zone";
  return zone.length < SPEAKS_FOR_ITSELF ? `zone ${zone}` : cutMiddle(zone, most);
}
