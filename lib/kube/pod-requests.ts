import "server-only";
import { cpuMilliOf, unitsOf } from "@/lib/kube/quantity";
import { type Fields, fieldsOf, itemsOf } from "@/lib/kube/read-value";

export interface Requests {
  cpuMilli: number;
  memoryBytes: number;
}

const CONTAINERS_MAX = 64;
const ZERO: Requests = { cpuMilli: 0, memoryBytes: 0 };

function requestsIn(resourceList: unknown): Requests {
  const { cpu, memory } = fieldsOf(resourceList);
  return { cpuMilli: cpuMilliOf(cpu) ?? 0, memoryBytes: unitsOf(memory) ?? 0 };
}

function plus(a: Requests, b: Requests): Requests {
  return { cpuMilli: a.cpuMilli + b.cpuMilli, memoryBytes: a.memoryBytes + b.memoryBytes };
}

function larger(a: Requests, b: Requests): Requests {
  return {
    cpuMilli: Math.max(a.cpuMilli, b.cpuMilli),
    memoryBytes: Math.max(a.memoryBytes, b.memoryBytes),
  };
}

/** A container is charged the most of what it asks for and what the node has given it (resize in place). */
function charged(container: Fields, statuses: ReadonlyMap<unknown, Fields>): Requests {
  const asked = requestsIn(fieldsOf(container["resources"])["requests"]);
  const status = statuses.get(container["name"]);
  if (!status) return asked;
  const given = requestsIn(status["allocatedResources"]);
  return larger(larger(asked, given), requestsIn(fieldsOf(status["resources"])["requests"]));
}

/**
 * What the scheduler charges a pod: the sum of its containers and restartable init containers, or the largest moment
 * of its start-up if that is more; requests of the whole pod win over both; overhead comes on top.
 * Follows PodRequests of k8s.io/component-helpers/resource. Takes the raw pod; unreadable quantities count as 0.
 */
export function podRequests(raw: unknown): Requests {
  const fields = fieldsOf(raw);
  const spec = fieldsOf(fields["spec"]);
  const status = fieldsOf(fields["status"]);
  const statuses = new Map(
    [status["containerStatuses"], status["initContainerStatuses"]]
      .flatMap((list) => itemsOf(list, CONTAINERS_MAX).map(fieldsOf))
      .map((one): [unknown, Fields] => [one["name"], one]),
  );
  let running = ZERO;
  for (const container of itemsOf(spec["containers"], CONTAINERS_MAX)) {
    running = plus(running, charged(fieldsOf(container), statuses));
  }
  let sidecars = ZERO;
  let starting = ZERO;
  for (const item of itemsOf(spec["initContainers"], CONTAINERS_MAX)) {
    const container = fieldsOf(item);
    const asked = charged(container, statuses);
    if (container["restartPolicy"] === "Always") {
      running = plus(running, asked);
      sidecars = plus(sidecars, asked);
      starting = larger(starting, sidecars);
    } else {
      starting = larger(starting, plus(asked, sidecars));
    }
  }
  const total = larger(running, starting);
  const wholePod = fieldsOf(fieldsOf(spec["resources"])["requests"]);
  const owed = {
    cpuMilli: cpuMilliOf(wholePod["cpu"]) ?? total.cpuMilli,
    memoryBytes: unitsOf(wholePod["memory"]) ?? total.memoryBytes,
  };
  const { cpuMilli, memoryBytes } = plus(owed, requestsIn(spec["overhead"]));
  return {
    cpuMilli: Math.min(cpuMilli, Number.MAX_SAFE_INTEGER),
    memoryBytes: Math.min(memoryBytes, Number.MAX_SAFE_INTEGER),
  };
}
