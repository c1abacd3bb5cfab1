/** A kind of a cluster, or of one namespace. */
export interface Target {
  /** `/api/v1/pods`, without the namespace. */
  collection: string;
  namespace: string | null;
}

const PATH = /^(\/api\/v1|\/apis\/[^/]+\/[^/]+)(?:\/namespaces\/([^/]+))?\/([a-z]+)$/;

/** What a path of an API server lists; null when it is not the path of a collection. */
export function targetOf(path: string): Target | null {
  const [, api, namespace, plural] = PATH.exec(path) ?? [];
  return api === undefined || plural === undefined
    ? null
    : { collection: `${api}/${plural}`, namespace: namespace ?? null };
}
