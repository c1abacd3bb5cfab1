/** How a refused registration says where and what next, in the strings that an action's failure has room for. */

/** `next` of a kubeconfig whose account gets its credential from a program: the join command is the way. */
export const JOIN_NEXT = "join";

const REGION = "region:";

/** `next` of a cluster that is registered already. */
export const regionNext = (regionId: string): string => `${REGION}${regionId}`;

/** The region that a `next` leads to, or null. */
export function regionOfNext(next: string | null): string | null {
  return next?.startsWith(REGION) === true ? next.slice(REGION.length) : null;
}

/** `users[0].user.exec (line 18)`: the key under which a refusal stands among the fields. */
export const refusedPlace = (field: string, line: number | null): string =>
  line === null ? field : `${field} (line ${line})`;

/** The line that such a key names, or null. */
export function refusedLine(place: string): number | null {
  const line = /\(line (\d+)\)$/.exec(place)?.[1];
  return line === undefined ? null : Number(line);
}
