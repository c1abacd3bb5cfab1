import { readFileSync } from "node:fs";
import { z } from "zod";

/** What one organization has that another one must not see. */
export interface Ids {
  slug: string;
  regionId: string;
  databaseId: string;
  operationId: string;
}

export interface Action {
  /** The id by which Next knows it in this build. */
  id: string;
  name: string;
  /** A page, as a pattern, that carries it. */
  page: string;
}

/** All that the built console answers to. */
export interface Surface {
  pages: string[];
  routes: string[];
  actions: Action[];
}

const PathsManifest = z.record(z.string(), z.string());
const ActionsManifest = z.object({
  node: z.record(
    z.string(),
    z.object({ exportedName: z.string(), workers: z.record(z.string(), z.unknown()) }),
  ),
});

function readManifest(name: string): unknown {
  return JSON.parse(readFileSync(`.next/server/${name}`, "utf8"));
}

const endingIn = (ending: string, keys: readonly string[]): string[] =>
  keys.flatMap((key) => (key.endsWith(ending) ? [key.slice(0, -ending.length) || "/"] : []));

/** Reads pages, routes and actions from the manifests of the build that runs. */
export function readSurface(): Surface {
  const keys = Object.keys(PathsManifest.parse(readManifest("app-paths-manifest.json")));
  const { node } = ActionsManifest.parse(readManifest("server-reference-manifest.json"));
  return {
    // Pages with an underscore are Next's own, for what is not found and for what failed.
    pages: endingIn("/page", keys).filter((path) => !path.startsWith("/_")),
    routes: endingIn("/route", keys),
    actions: Object.entries(node).map(([id, { exportedName, workers }]) => {
      const [page] = endingIn(
        "/page",
        Object.keys(workers).map((worker) => worker.replace(/^app/, "")),
      );
      if (page === undefined) throw new Error(`No page carries the action ${exportedName}.`);
      return { id, name: exportedName, page };
    }),
  };
}

/** The address of a pattern with these ids; throws for a part that nobody told this test about. */
export function addressOf(pattern: string, ids: Ids): string {
  return pattern.replaceAll(/\[([^\]]+)\]/g, (_, part: string) => {
    switch (part) {
      case "organization":
        return ids.slug;
      case "regionId":
        return ids.regionId;
      case "databaseId":
        return ids.databaseId;
      case "operationId":
        return ids.operationId;
      default:
        throw new Error(`${pattern} has a part [${part}] that this test does not know how to fill.`);
    }
  });
}

/** True when the pattern names a thing of an organization, and not only the organization. */
export const namesThing = (pattern: string): boolean => /\[(region|database|operation)Id\]/.test(pattern);
