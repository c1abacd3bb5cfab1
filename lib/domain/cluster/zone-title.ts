const SPEAKS_FOR_ITSELF = 4;

/** Head of a zone's column: "zone a" for a name that is too short to be known as one, else the name alone. */
export function zoneTitle(zone: string): string {
  if (zone === "") return "no zone";
  return zone.length < SPEAKS_FOR_ITSELF ? `zone ${zone}` : zone;
}
