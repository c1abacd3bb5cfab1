import { z } from "zod";
import type { Clock } from "@/lib/sandbox/standins/clock";
import { ApiError } from "@/lib/sandbox/standins/api-transport";
import { ClusterClient } from "@/lib/sandbox/standins/cluster-client";
import type { Endpoint } from "@/lib/sandbox/standins/kubeconfig";
import type { Program, ProgramContext } from "@/lib/sandbox/standins/kubelet/program";
import { controllerReference } from "@/lib/sandbox/standins/object";
import { type OperatorContext, reconcileNamespace } from "@/lib/sandbox/standins/operator/reconcile";
import { openStore, type WatchedStore } from "@/lib/sandbox/standins/operator/store";
import { createRecorder, type Recorder } from "@/lib/sandbox/standins/recorder";
import { pathOf, RESOURCES } from "@/lib/sandbox/standins/resources";
import type { VitessWorld } from "@/lib/sandbox/standins/vitess/world";

const TOKEN_SECONDS = 3600;
const LOCK = "vitess-operator-lock";
const LOCK_RETRY_MS = 1000;
const RESYNC_MS = 2000;
const RESYNC_MIN_REAL_MS = 100;
/** Changes come in bursts: one pass serves all that came within this time. */
const SETTLE_REAL_MS = 20;

const TokenAnswer = z.looseObject({ status: z.looseObject({ token: z.string() }) });

export interface OperatorOptions {
  endpoint: Endpoint;
  /** The kubelets' client: it asks for the token that a real kubelet would mount. */
  kubelet: ClusterClient;
  world: VitessWorld;
}

async function requestToken(kubelet: ClusterClient, { pod }: ProgramContext): Promise<string> {
  const namespace = pod.metadata.namespace ?? "default";
  const account = pod.spec.serviceAccountName ?? "default";
  const answer = await kubelet.post(pathOf(RESOURCES.serviceaccounts, namespace, account, "token"), {
    apiVersion: "authentication.k8s.io/v1",
    kind: "TokenRequest",
    spec: {
      expirationSeconds: TOKEN_SECONDS,
      boundObjectRef: { apiVersion: "v1", kind: "Pod", name: pod.metadata.name, uid: pod.metadata.uid },
    },
  });
  return TokenAnswer.parse(answer).status.token;
}

function watchedNamespaces({ container }: ProgramContext): string[] | null {
  const value = container.env?.find((one) => one.name === "WATCH_NAMESPACE")?.value;
  return value === undefined ? null : value.split(",").filter((name) => name !== "");
}

/** "Leader for life": a ConfigMap that belongs to the pod; another operator waits until that pod is gone. */
async function lead(context: ProgramContext, client: ClusterClient): Promise<boolean> {
  const { pod, clock, signal, log } = context;
  const namespace = pod.metadata.namespace ?? "default";
  const owner = {
    ...controllerReference({ apiVersion: "v1", kind: "Pod", metadata: pod.metadata }),
    controller: false,
  };
  while (!signal.aborted) {
    try {
      await client.create(RESOURCES.configmaps, {
        apiVersion: "v1",
        kind: "ConfigMap",
        metadata: { name: LOCK, namespace, ownerReferences: [owner] },
      });
      log("became the leader");
      return true;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.reason !== "AlreadyExists") throw error;
    }
    const known = await client.get(RESOURCES.configmaps, namespace, LOCK);
    if (known?.metadata.ownerReferences?.some((one) => one.uid === pod.metadata.uid) === true) return true;
    const leader = known?.metadata.ownerReferences?.[0]?.name;
    log(`not the leader: waiting for ${leader ?? "the lock"}`);
    const holder = leader === undefined ? null : await client.get(RESOURCES.pods, namespace, leader);
    const gone =
      holder === null || !known?.metadata.ownerReferences?.some((one) => one.uid === holder.metadata.uid);
    if (known !== null && gone)
      await client.remove(RESOURCES.configmaps, namespace, LOCK, { uid: known.metadata.uid });
    await clock.sleep(LOCK_RETRY_MS, signal);
  }
  return false;
}

/** Wakes for changes, and now and then without one: topology and time change without a watch event. */
function createWaker(clock: Clock, signal: AbortSignal) {
  let sleeping: AbortController | null = null;
  let pending = true;
  return {
    wake: () => {
      pending = true;
      sleeping?.abort();
    },
    next: async (): Promise<void> => {
      if (!pending) {
        sleeping = new AbortController();
        const any = AbortSignal.any([signal, sleeping.signal]);
        await clock.sleepReal(Math.max(RESYNC_MIN_REAL_MS, RESYNC_MS / clock.speed), any);
      }
      await clock.sleepReal(SETTLE_REAL_MS, signal);
      pending = false;
    },
  };
}

async function work(
  context: ProgramContext,
  client: ClusterClient,
  world: VitessWorld,
  namespaces: string[],
) {
  const { clock, signal, log } = context;
  const waker = createWaker(clock, signal);
  const onProblem = (problem: unknown) => {
    if (!signal.aborted)
      log(`reconcile error: ${problem instanceof Error ? problem.message : String(problem)}`);
  };
  const stores: WatchedStore[] = namespaces.map((namespace) =>
    openStore(client, clock, namespace, waker.wake, onProblem),
  );
  const recorders = new Map<string, Recorder>();
  const recorderOf = (controller: string): Recorder => {
    const known = recorders.get(controller) ?? createRecorder(client, clock, controller);
    recorders.set(controller, known);
    return known;
  };
  const unsubscribe = world.onTopologyChange(waker.wake);
  await Promise.race([Promise.all(stores.map((store) => store.synced)), clock.sleepReal(600_000, signal)]);
  const contexts: OperatorContext[] = stores.map((store) => ({
    client,
    clock,
    store,
    recorderOf,
    openTopology: (lockserver) => world.topology(lockserver.address),
  }));
  while (!signal.aborted) {
    await waker.next();
    if (signal.aborted) break;
    await Promise.all(contexts.map((one) => reconcileNamespace(one, onProblem)));
    await Promise.all([...recorders.values()].map((one) => one.flush()));
  }
  unsubscribe();
  for (const store of stores) store.stop();
}

/**
 * The operator, as the program of its own container: it acts only while that runs, in the namespaces that it is told to
 * watch, with the rights of the pod's service account.
 */
export function operatorProgram(options: OperatorOptions): Program {
  return async (context) => {
    const { clock, signal, log } = context;
    const namespaces = watchedNamespaces(context);
    if (namespaces === null) {
      log("WATCH_NAMESPACE must be set");
      return 1;
    }
    let token = await requestToken(options.kubelet, context);
    const { clientCertPem: _certificate, clientKeyPem: _key, ...endpoint } = options.endpoint;
    const client = new ClusterClient({ ...endpoint, token: () => token }, "vitess-operator");
    void (async () => {
      while (!signal.aborted) {
        await clock.sleepReal((TOKEN_SECONDS * 1000 * 8) / 10, signal);
        if (!signal.aborted) token = await requestToken(options.kubelet, context).catch(() => token);
      }
    })();
    try {
      context.setReady(true);
      if (!(await lead(context, client))) return 0;
      log(`watching namespaces ${namespaces.join(", ")}`);
      await work(context, client, options.world, namespaces);
      return 0;
    } catch (error) {
      if (signal.aborted) return 0;
      log(`exiting: ${error instanceof Error ? error.message : String(error)}`);
      return 1;
    } finally {
      await client.close();
    }
  };
}
