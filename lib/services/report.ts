import "server-only";

/** Ids that a log line carries; never names of people, addresses or secrets. */
export interface About {
  regionId?: string;
  operationId?: string;
  databaseId?: string;
  step?: string;
}

export interface Reports {
  /** Something failed that nobody waits for. */
  failure: (error: unknown, about: About) => void;
  /** Something worth a line in the log that is no failure of Gantry. */
  notice: (message: string, about: About) => void;
}

declare global {
  var gantryReports: Reports | undefined;
}

/** The process's log as its starter hands it over: services know no logger. */
export function provideReports(reports: Reports): void {
  globalThis.gantryReports = reports;
}

export function reportFailure(error: unknown, about: About): void {
  globalThis.gantryReports?.failure(error, about);
}

export function reportNotice(message: string, about: About): void {
  globalThis.gantryReports?.notice(message, about);
}
