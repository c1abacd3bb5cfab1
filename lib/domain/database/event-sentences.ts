import type { EventFact } from "@/lib/domain/cluster/facts";
import { schedulingWords } from "@/lib/domain/database/scheduling-words";

/** Makes the sentence of an event, or null where the message is of another form than expected. */
type Sentence = (event: EventFact) => string | null;

const say =
  (text: string): Sentence =>
  () =>
    text;

/** The first group of the pattern in the message. */
const part = (event: EventFact, pattern: RegExp): string | null => pattern.exec(event.message)?.[1] ?? null;

/** Puts the group that the pattern finds into the sentence. */
const about =
  (pattern: RegExp, sentence: (found: string) => string): Sentence =>
  (event) => {
    const found = part(event, pattern);
    return found === null ? null : sentence(found);
  };

/** What follows the first colon, or the whole message. */
const tail = (event: EventFact): string => part(event, /: (.+)$/s) ?? event.message;
const withTail =
  (lead: string): Sentence =>
  (event) =>
    `${lead}: ${tail(event)}`;

const TABLET = /tablet ([\w]+-\d{10})/;

/** `-80` of a VitessShard `shop-main-x-80-9b1f0c2d`, for a sentence. */
function shardWords(event: EventFact): string {
  const found = /-(x|[0-9a-f]+)-(x|[0-9a-f]+)-[0-9a-f]{8}$/.exec(event.regardingName);
  if (!found) return "the shard";
  const [, start = "x", end = "x"] = found;
  return `shard ${start === "x" ? "" : start}-${end === "x" ? "" : end}`;
}

/** "No node takes it: of 6 nodes 2 are cordoned, 4 outside its zone." */
function failedScheduling(event: EventFact): string | null {
  if (/volume node affinity conflict/.test(event.message)) {
    return "Its disk lives in one zone, but no node there takes it: free room there, or rebuild it in another zone.";
  }
  const words = schedulingWords(event.message);
  return words === null ? null : `No node takes it: ${words}.`;
}

function evicted(event: EventFact): string {
  const resource = part(event, /low on resource: ([\w-]+)/);
  const used = part(event, /was using ([\w.]+)/);
  const asked = part(event, /request is ([\w.]+)/);
  const amounts = used !== null && asked !== null ? `; it asked for ${asked} and used ${used}` : "";
  return resource === null
    ? "Kubernetes removed this pod from its node."
    : `Kubernetes removed this pod because its node ran out of ${resource}${amounts}.`;
}

function backOff(event: EventFact): string | null {
  const image = part(event, /pulling image "([^"]+)"/);
  if (image !== null) return `The node waits before it tries to fetch image ${image} again.`;
  const container = part(event, /restarting failed container (\S+)/);
  return container === null
    ? null
    : `${container} ended soon after its start; Kubernetes waits before it starts it again.`;
}

function failed(event: EventFact): string | null {
  const image = part(event, /image "([^"]+)"/);
  if (image === null) return null;
  if (/unauthori[sz]ed|denied|authentication/i.test(event.message)) {
    return `The node cannot fetch image ${image}: unauthorized. Add a pull secret.`;
  }
  if (/not found|manifest unknown/i.test(event.message)) {
    return `The node cannot fetch image ${image}: there is no such image.`;
  }
  return `The node cannot fetch image ${image}.`;
}

/** What the operator says of databases (vitess-operator, pkg/operator and pkg/controller). */
const OPERATOR: Readonly<Record<string, Sentence>> = {
  NotReconcilingDrain: (event) => {
    const alias = part(event, TABLET);
    const why = alias === null ? "" : ` (${alias} is not available)`;
    return `Waiting: ${shardWords(event)} is not healthy${why}, so nothing is moved until it is.`;
  },
  DrainBlocked: () => "Cannot move the primary: no other tablet is a safe candidate.",
  AbortingDrain: say("The move was cancelled half way; everything stays where it is."),
  InvalidDrainState: say("The marks of a drain contradict each other; the operator clears them."),
  NotReparentingPrimary: say("The primary is not moved in this round: a drain was just taken up."),
  RolloutPaused: about(
    TABLET,
    (alias) => `Paused before the next pod: ${alias} must become available first.`,
  ),
  RolloutBlocked: withTail("The rollout cannot go on"),
  RollingRestartBlocked: withTail("The rolling restart cannot go on"),
  RollingRestartComplete: say("Every pod runs with the new settings."),
  PVCResizeWaiting: say("Disk growth waits for the storage driver, or for this pod's turn."),
  TopoConnectFailed: say("The topology server does not answer yet; the operator tries again."),
  TopoGetFailed: withTail("The topology server could not be read"),
  TopoListFailed: say("The topology server does not know this cell yet."),
  TopoInvalid: withTail("The topology server holds something unexpected"),
  TopoUpdated: about(/for cell (\S+)/, (cell) => `Cell ${cell} is registered in the topology server.`),
  TopoCellAlias: say("The cells are registered as one group."),
  TopoCleanup: about(/^removed (.+)$/, (what) => `Removed from the topology server: ${what}.`),
  TopoCleanupFailed: withTail("The topology server could not be cleaned"),
  TopoCleanupBlocked: withTail("The topology server is not cleaned yet"),
  InitShardWaiting: about(
    TABLET,
    (alias) => `The first primary waits: ${alias} is not in the topology server yet.`,
  ),
  InitShardBlocked: about(
    TABLET,
    (alias) => `No first primary is elected by the operator: ${alias} replicated before.`,
  ),
  InitShardFailed: withTail("The first primary could not be elected"),
  InitShardPrimary: about(TABLET, (alias) => `${alias} is the first primary.`),
  PlannedReparent: about(TABLET, (alias) => `Planned failover: ${alias} is primary now.`),
  PlannedReparentFailed: withTail("The planned failover failed; the primary stays where it is"),
  ListAllWorkflowsFailed: say("No primary answers yet, so workflows are not listed."),
  CopyProgressUnknown: say("How far the copy is, is not known."),
  MultipleActiveReshardingWorkflows: say("More than one resharding runs; the operator follows none."),
  MysqldSafeUpgradeFailed: withTail("mysqld could not be prepared for its new version, so the drain waits"),
  MySQL_Upgrade: say("mysqld is prepared for its new version."),
  TurndownBlocked: withTail("Something is still in use and is not taken down"),
  NameCollision: withTail(
    "An object of this name was made by somebody else; nothing goes on until it is gone",
  ),
  CreateFailed: withTail("The operator could not make an object"),
  UpdateFailed: withTail("The operator could not change an object"),
  DeleteFailed: withTail("The operator could not delete an object"),
  InvalidSpec: withTail("The operator refuses the specification"),
  StatusUpdateFailed: say("The operator could not write a status, since the object changed or is gone."),
  Created: about(/^created (.+)$/, (what) => `The operator made ${what}.`),
  Updated: about(/^updated (.+)$/, (what) => `The operator changed ${what}.`),
  Deleted: about(/^deleted (.+)$/, (what) => `The operator deleted ${what}.`),
};

/** What Kubernetes says of pods, disks and Deployments. */
const KUBERNETES: Readonly<Record<string, Sentence>> = {
  FailedScheduling: failedScheduling,
  Scheduled: about(/ to (\S+)$/, (node) => `Has a place on node ${node}.`),
  Evicted: evicted,
  Preempted: say("Removed to make room for a pod of higher priority."),
  BackOff: backOff,
  Failed: failed,
  ErrImagePull: failed,
  ImagePullBackOff: failed,
  Pulling: about(/image "([^"]+)"/, (image) => `The node fetches image ${image}.`),
  Pulled: about(/image "([^"]+)"/, (image) => `The node has image ${image}.`),
  Started: about(/container (\S+?)\.?$/, (container) => `${container} started.`),
  Killing: about(/container (\S+?)[,.]?(?: |$)/, (container) => `${container} is being stopped.`),
  Unhealthy: about(/^(\w+) probe failed/, (probe) => `Its ${probe.toLowerCase()} check failed.`),
  FailedMount: withTail("A volume cannot be mounted"),
  FailedAttachVolume: withTail("Its disk cannot be attached to the node"),
  SuccessfulAttachVolume: say("Its disk is attached to the node."),
  WaitForFirstConsumer: say("Its disk is made once its pod has a node."),
  ExternalProvisioning: about(
    /provisioner '([^']+)'/,
    (driver) => `Waits for the storage driver ${driver} to make the disk.`,
  ),
  Provisioning: say("The storage driver makes the disk."),
  ProvisioningSucceeded: say("The disk is made."),
  ProvisioningFailed: withTail("The storage driver could not make the disk"),
  ScalingReplicaSet: about(/to (\d+)$/, (count) => `Is to run ${count} ${count === "1" ? "pod" : "pods"}.`),
  SuccessfulCreate: about(/pod: (\S+)/, (pod) => `Pod ${pod} was made.`),
  SuccessfulDelete: about(/pod: (\S+)/, (pod) => `Pod ${pod} was deleted.`),
  FailedCreate: withTail("A pod could not be made"),
  NodeNotReady: say("Its node does not answer."),
  TaintManagerEviction: say("Is removed because of a taint on its node."),
};

const SENTENCES: Readonly<Record<string, Sentence>> = { ...KUBERNETES, ...OPERATOR };

/** The message's own words as a sentence; a name at the start keeps its small letter. */
function plain(text: string): string {
  const words = text.trim();
  const capital = /^[a-z]+ /.test(words) ? words.charAt(0).toUpperCase() + words.slice(1) : words;
  return /[.!?]$/.test(capital) ? capital : `${capital}.`;
}

/**
 * What an event means, in one plain sentence. A reason or a form of message that is not known keeps the message's own
 * words, so nothing is lost.
 */
export function sentenceOf(event: EventFact): string {
  const known = Object.hasOwn(SENTENCES, event.reason) ? SENTENCES[event.reason] : undefined;
  const made = known?.(event) ?? null;
  if (made === null) return plain(event.message === "" ? event.reason : event.message);
  return made.endsWith(".") ? made : `${made}.`;
}
