import { z } from "zod";
import { ApiError } from "@/lib/sandbox/standins/api-transport";
import type { Clock } from "@/lib/sandbox/standins/clock";
import type { ClusterClient } from "@/lib/sandbox/standins/cluster-client";
import { Informer } from "@/lib/sandbox/standins/informer";
import { MetadataSchema } from "@/lib/sandbox/standins/object";
import { createRecorder, type Recorder } from "@/lib/sandbox/standins/recorder";
import { RESOURCES } from "@/lib/sandbox/standins/resources";

/** The provisioner's name in StorageClasses; a domain that nobody has. */
export const PROVISIONER = "disk.gantry.invalid";
const SELECTED_NODE = "volume.kubernetes.io/selected-node";
const PROVISIONED_BY = "pv.kubernetes.io/provisioned-by";
const ZONE = "topology.kubernetes.io/zone";
const PROVISION_MS = 900;
const RETRY_MS = 1000;

const ClaimSchema = z.looseObject({
  metadata: MetadataSchema,
  spec: z.looseObject({
    storageClassName: z.string().optional(),
    volumeName: z.string().optional(),
    accessModes: z.array(z.string()).default(["ReadWriteOnce"]),
    volumeMode: z.string().optional(),
    resources: z.looseObject({ requests: z.looseObject({ storage: z.string() }) }),
  }),
  status: z.looseObject({ phase: z.string().optional() }).optional(),
});
type Claim = z.output<typeof ClaimSchema>;

const ClassSchema = z.looseObject({
  metadata: MetadataSchema,
  provisioner: z.string(),
  reclaimPolicy: z.string().optional(),
  volumeBindingMode: z.string().optional(),
});
type StorageClass = z.output<typeof ClassSchema>;

const NodeSchema = z.looseObject({ metadata: MetadataSchema });
const VolumeSchema = z.looseObject({
  metadata: MetadataSchema,
  spec: z.looseObject({ persistentVolumeReclaimPolicy: z.string().optional() }),
  status: z.looseObject({ phase: z.string().optional() }).optional(),
});
type Volume = z.output<typeof VolumeSchema>;

function volumeOf({ metadata, spec }: Claim, storageClass: StorageClass, zone: string) {
  const name = `pvc-${metadata.uid}`;
  return {
    apiVersion: "v1",
    kind: "PersistentVolume",
    metadata: { name, annotations: { [PROVISIONED_BY]: PROVISIONER } },
    spec: {
      capacity: { storage: spec.resources.requests.storage },
      accessModes: spec.accessModes,
      volumeMode: spec.volumeMode ?? "Filesystem",
      storageClassName: storageClass.metadata.name,
      persistentVolumeReclaimPolicy: storageClass.reclaimPolicy ?? "Delete",
      claimRef: {
        apiVersion: "v1",
        kind: "PersistentVolumeClaim",
        namespace: metadata.namespace,
        name: metadata.name,
        uid: metadata.uid,
        resourceVersion: metadata.resourceVersion,
      },
      csi: { driver: PROVISIONER, volumeHandle: name, fsType: "ext4" },
      nodeAffinity: {
        required: {
          nodeSelectorTerms: [{ matchExpressions: [{ key: ZONE, operator: "In", values: [zone] }] }],
        },
      },
    },
  };
}

/**
 * The external provisioner of a sandbox: makes a volume in the zone of the node that the scheduler chose (or in some zone,
 * for Immediate classes) and deletes released ones. Binding is the control plane's work.
 */
export class Provisioner {
  readonly #stopping = new AbortController();
  readonly #working = new Set<string>();
  readonly #recorder: Recorder;
  readonly #claims: Informer<Claim>;
  readonly #classes: Informer<StorageClass>;
  readonly #nodes: Informer<z.output<typeof NodeSchema>>;
  readonly #volumes: Informer<Volume>;

  constructor(
    readonly client: ClusterClient,
    readonly clock: Clock,
    readonly onProblem: (problem: unknown) => void,
  ) {
    const common = { client, clock, onProblem };
    this.#recorder = createRecorder(client, clock, PROVISIONER);
    this.#claims = new Informer({ ...common, of: RESOURCES.claims, parse: (one) => ClaimSchema.parse(one) });
    this.#classes = new Informer({
      ...common,
      of: RESOURCES.storageclasses,
      parse: (one) => ClassSchema.parse(one),
    });
    this.#nodes = new Informer({ ...common, of: RESOURCES.nodes, parse: (one) => NodeSchema.parse(one) });
    this.#volumes = new Informer({
      ...common,
      of: RESOURCES.volumes,
      parse: (one) => VolumeSchema.parse(one),
    });
  }

  async start(): Promise<void> {
    await Promise.all([this.#claims.synced, this.#classes.synced, this.#nodes.synced, this.#volumes.synced]);
    this.#claims.onChange((change) => {
      if (change.kind === "gone") this.#working.delete(change.object.metadata.uid);
      else void this.#provision(change.object).catch(this.onProblem);
    });
    this.#volumes.onChange((change) => {
      if (change.kind === "set") void this.#reclaim(change.object).catch(this.onProblem);
    });
    this.#classes.onChange(() => this.#sweep());
    this.#nodes.onChange(() => this.#sweep());
    this.#sweep();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    for (const informer of [this.#claims, this.#classes, this.#nodes, this.#volumes]) informer.stop();
    await this.#recorder.flush();
  }

  #sweep(): void {
    for (const claim of this.#claims.all()) void this.#provision(claim).catch(this.onProblem);
    for (const volume of this.#volumes.all()) void this.#reclaim(volume).catch(this.onProblem);
  }

  /** Null while nothing says where: the scheduler has not chosen yet. */
  #zoneFor(claim: Claim, storageClass: StorageClass): string | null {
    const selected = claim.metadata.annotations?.[SELECTED_NODE];
    if (selected !== undefined) return this.#nodes.get(selected)?.metadata.labels?.[ZONE] ?? null;
    if (storageClass.volumeBindingMode === "WaitForFirstConsumer") return null;
    const labels = this.#nodes.all().flatMap((node) => node.metadata.labels?.[ZONE] ?? []);
    const zones = [...new Set(labels)].toSorted();
    const draw = Number.parseInt(claim.metadata.uid.slice(0, 8), 16) || 0;
    return zones[draw % Math.max(1, zones.length)] ?? null;
  }

  async #provision(claim: Claim): Promise<void> {
    const { metadata, spec } = claim;
    const storageClass = this.#classes.get(spec.storageClassName ?? "");
    if (storageClass?.provisioner !== PROVISIONER || spec.volumeName !== undefined) return;
    if (metadata.deletionTimestamp !== undefined || this.#working.has(metadata.uid)) return;
    const zone = this.#zoneFor(claim, storageClass);
    if (zone === null) return;
    this.#working.add(metadata.uid);
    const regarding = { apiVersion: "v1", kind: "PersistentVolumeClaim", metadata };
    const say = (reason: string, message: string) =>
      this.#recorder.record(regarding, "Normal", reason, message);
    const key = `${metadata.namespace}/${metadata.name}`;
    say("Provisioning", `External provisioner is provisioning volume for claim "${key}"`);
    await this.clock.sleep(PROVISION_MS, this.#stopping.signal);
    const volume = volumeOf(claim, storageClass, zone);
    if (await this.#make(volume, metadata.uid))
      say("ProvisioningSucceeded", `Successfully provisioned volume ${volume.metadata.name}`);
  }

  /** Tries until the volume stands, the claim is gone, or the sandbox ends. */
  async #make(volume: ReturnType<typeof volumeOf>, claimUid: string): Promise<boolean> {
    const { signal } = this.#stopping;
    while (!signal.aborted && this.#working.has(claimUid)) {
      try {
        await this.client.create(RESOURCES.volumes, volume);
        return true;
      } catch (error) {
        if (error instanceof ApiError && error.reason === "AlreadyExists") return false;
        if (!signal.aborted) this.onProblem(error);
        await this.clock.sleepReal(RETRY_MS, signal);
      }
    }
    return false;
  }

  async #reclaim({ metadata, spec, status }: Volume): Promise<void> {
    if (metadata.annotations?.[PROVISIONED_BY] !== PROVISIONER) return;
    const released = status?.phase === "Released" || status?.phase === "Failed";
    if (!released || spec.persistentVolumeReclaimPolicy !== "Delete") return;
    if (metadata.deletionTimestamp !== undefined) return;
    await this.client.remove(RESOURCES.volumes, null, metadata.name, { uid: metadata.uid });
  }
}
