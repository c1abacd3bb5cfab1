export type DatabaseTab = "metrics" | "events" | "operations" | "yaml" | "connect" | "settings";
export type RegionTab = "databases" | "trust" | "settings";

const part = encodeURIComponent;
const inside = (org: string, rest = "") => `/o/${part(org)}${rest}`;
const tabbed = (tab: string | undefined) => (tab === undefined ? "" : `/${part(tab)}`);

/** Every address of the console, built in one place. `org` is the organization's slug; the rest are ids. */
export const paths = {
  /** `to` is where to go after signing in: a path of the console with its query. */
  signIn: (to?: string) => (to === undefined ? "/sign-in" : `/sign-in?to=${part(to)}`),
  setUp: () => "/set-up",
  overview: (org: string) => inside(org),
  databases: (org: string) => inside(org, "/databases"),
  createDatabase: (org: string, regionId?: string) =>
    inside(org, `/databases/new${regionId === undefined ? "" : `?region=${part(regionId)}`}`),
  database: (org: string, id: string, tab?: DatabaseTab) =>
    inside(org, `/databases/${part(id)}${tabbed(tab)}`),
  regions: (org: string) => inside(org, "/regions"),
  registerRegion: (org: string, id?: string) =>
    inside(org, `/regions/new${id === undefined ? "" : `?region=${part(id)}`}`),
  /** Registration with the join command in sight. */
  joinRegion: (org: string) => inside(org, "/regions/new?from=join"),
  region: (org: string, id: string, tab?: RegionTab) => inside(org, `/regions/${part(id)}${tabbed(tab)}`),
  operations: (org: string) => inside(org, "/operations"),
  operation: (org: string, id: string) => inside(org, `/operations/${part(id)}`),
  needsYou: (org: string) => inside(org, "/needs-you"),
  settings: (org: string) => inside(org, "/settings"),
  createOrganization: (org: string) => inside(org, "/settings/new-organization"),
} as const;

/** The stream of live frames for these topics. */
export function livePath(org: string, topics: readonly string[], lastEventId: string | null): string {
  const query = new URLSearchParams({ org, topics: topics.join(",") });
  if (lastEventId !== null) query.set("last", lastEventId);
  return `/api/live?${query}`;
}

export interface MetricsQuery {
  series: string;
  by: "pod" | "label" | "total" | "each";
  /** Epoch milliseconds. */
  from: number;
  to: number;
  stepMs: number;
}

/** The metrics of one database over a range. */
export function metricsPath(
  org: string,
  databaseId: string,
  { series, by, from, to, stepMs }: MetricsQuery,
): string {
  const query = new URLSearchParams({ series, by, from: String(from), to: String(to), step: String(stepMs) });
  return `/api/organizations/${part(org)}/databases/${part(databaseId)}/metrics?${query}`;
}

/** The health of a database's pods over a range (epoch milliseconds). */
export function podHealthPath(org: string, databaseId: string, range: { from: number; to: number }): string {
  const query = new URLSearchParams({ from: String(range.from), to: String(range.to) });
  return `/api/organizations/${part(org)}/databases/${part(databaseId)}/health?${query}`;
}

/** The last hour of lag of every database. */
export function lagLinesPath(org: string): string {
  return `/api/organizations/${part(org)}/lag-lines`;
}
