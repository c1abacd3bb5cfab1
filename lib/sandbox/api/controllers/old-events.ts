import { textAt } from "../json";
import type { Registry } from "../registry";
import { splitKey, type Controller } from "./loop";

const EVENTS = "/events";
const KEPT_MS = 3_600_000;
const ROUND_MS = 60_000;

/** Takes events away an hour after they were last seen, as the API server does. */
export function oldEventController({ store, now }: Registry): Controller {
  return {
    watches: {},
    every: {
      ms: ROUND_MS,
      keys: () =>
        store.list(EVENTS).flatMap(({ object }) => {
          const { metadata } = object;
          const seen = textAt(object, "series", "lastObservedTime") ?? textAt(object, "lastTimestamp");
          const since = Date.parse(seen ?? metadata.creationTimestamp ?? "");
          return since < now() - KEPT_MS ? [`${metadata.namespace}/${metadata.name}`] : [];
        }),
    },
    reconcile(key) {
      const { namespace, name } = splitKey(key);
      store.remove(EVENTS, namespace, name);
    },
  };
}
