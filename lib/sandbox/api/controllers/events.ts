import { microTimestamp, timestamp, type ApiObject } from "../object";
import type { Registry } from "../registry";
import { CONTROLLER } from "../user";

export interface Occurrence {
  about: ApiObject;
  type: "Normal" | "Warning";
  reason: string;
  message: string;
  /** `deployment-controller` */
  component: string;
  /** Of the scheduler, which writes events in the newer form. */
  action?: string;
}

let sequence = 0;

/** Names end in hex nanoseconds, as client-go's recorders make them; the counter keeps them apart. */
function nameFor(about: ApiObject, ms: number): string {
  sequence = (sequence + 1) % 1_000_000;
  return `${about.metadata.name}.${(BigInt(ms) * 1_000_000n + BigInt(sequence)).toString(16)}`;
}

/** Records an event about an object; in its namespace, or in `default`. Never throws: events are not worth it. */
export function record(
  registry: Registry,
  { about, type, reason, message, component, action }: Occurrence,
): void {
  const now = registry.now();
  const namespace = about.metadata.namespace ?? "default";
  const { name, uid, resourceVersion } = about.metadata;
  const event = {
    metadata: { name: nameFor(about, now), namespace },
    involvedObject: {
      kind: about.kind,
      ...(about.metadata.namespace === undefined ? {} : { namespace }),
      name,
      uid,
      apiVersion: about.apiVersion,
      resourceVersion,
    },
    reason,
    message,
    type,
    ...(action === undefined
      ? {
          source: { component },
          firstTimestamp: timestamp(now),
          lastTimestamp: timestamp(now),
          count: 1,
          eventTime: null,
          reportingComponent: component,
          reportingInstance: "",
        }
      : {
          source: {},
          firstTimestamp: null,
          lastTimestamp: null,
          eventTime: microTimestamp(now),
          action,
          reportingComponent: component,
          reportingInstance: `${component}-sandbox`,
        }),
  };
  try {
    registry.create(registry.catalog.builtIn("/events"), namespace, event, {
      user: CONTROLLER,
      manager: component,
    });
  } catch {
    // The namespace may be going.
  }
}
