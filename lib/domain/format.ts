/** How figures are written: pure, the same on the server and in the browser. */

const UNITS = ["B", "Ki", "Mi", "Gi", "Ti", "Pi"] as const;
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** At most `digits` decimals, without trailing zeros. */
function trimmed(value: number, digits: number): string {
  return String(Number(value.toFixed(digits)));
}

/** "32 Gi", "1.5 Gi", "512 Mi", "0 B": binary units, one decimal below ten. */
export function formatBytes(bytes: number): string {
  let value = Math.max(0, bytes);
  let unit = 0;
  while (value >= 1024 && unit < UNITS.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${trimmed(value, value < 10 ? 1 : 0)} ${UNITS[unit] ?? "B"}`;
}

/** Millicores as cores: "4 CPU", "0.5 CPU", "0.25 CPU". */
export function formatCpu(milli: number): string {
  return `${formatCores(milli)} CPU`;
}

/** Millicores as a bare figure of cores: "3.1". Two decimals below one core. */
export function formatCores(milli: number): string {
  return trimmed(milli / 1000, Math.abs(milli) < 1000 ? 2 : 1);
}

/** "0.6 s", "52 s", "2 min 23 s", "1 h 50 min", "3 d 4 h": how long something took or has lasted. */
export function formatDuration(ms: number): string {
  const span = Math.max(0, ms);
  if (span > 0 && span < 50) return "< 0.1 s";
  if (span < 10 * SECOND) return `${trimmed(span / SECOND, 1)} s`;
  if (span < MINUTE) return `${Math.floor(span / SECOND)} s`;
  if (span < HOUR) return pair(span, MINUTE, "min", SECOND, "s");
  if (span < DAY) return pair(span, HOUR, "h", MINUTE, "min");
  return pair(span, DAY, "d", HOUR, "h");
}

function pair(span: number, large: number, largeUnit: string, small: number, smallUnit: string): string {
  const first = Math.floor(span / large);
  const rest = Math.floor((span % large) / small);
  return rest === 0 ? `${first} ${largeUnit}` : `${first} ${largeUnit} ${rest} ${smallUnit}`;
}

/** One unit, whole: "8 s", "4 min", "3 h", "12 d". For ages, where the second unit says nothing. */
export function formatAge(ms: number): string {
  const span = Math.max(0, ms);
  if (span < MINUTE) return `${Math.floor(span / SECOND)} s`;
  if (span < HOUR) return `${Math.floor(span / MINUTE)} min`;
  if (span < 2 * DAY) return `${Math.floor(span / HOUR)} h`;
  return `${Math.floor(span / DAY)} d`;
}

/** Replication lag: "0.8 s", "32 s", "2 m 32 s" above 99 s, "19 m" from 10 minutes, "3 h" from 100 minutes. */
export function formatLag(seconds: number): string {
  if (seconds < 10) return `${trimmed(seconds, 1)} s`;
  const whole = Math.round(seconds);
  if (whole <= 99) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes >= 100) return `${Math.floor(minutes / 60)} h`;
  return minutes >= 10 || whole % 60 === 0 ? `${minutes} m` : `${minutes} m ${whole % 60} s`;
}

/** "1,240", "82", "0.4": a rate by the second or a count; the unit stands in the head of its column. */
export function formatFigure(value: number): string {
  if (Math.abs(value) < 10 && !Number.isInteger(value)) return trimmed(value, 1);
  return String(Math.round(value)).replaceAll(/\B(?=(?:\d{3})+$)/g, ",");
}

/** "1 node", "3 nodes": the count with its noun; `many` defaults to `one` with an s. */
export function countOf(count: number, one: string, many = `${one}s`): string {
  return `${formatFigure(count)} ${count === 1 ? one : many}`;
}

/** Cuts a name in its middle, so that both the kind and the suffix of a pod stay: "shop-zb-vtgate-…-mb4xw". */
export function cutMiddle(name: string, most: number): string {
  if (name.length <= most || most < 5) return name;
  const tail = Math.floor((most - 1) / 3);
  return `${name.slice(0, most - 1 - tail)}…${name.slice(name.length - tail)}`;
}
