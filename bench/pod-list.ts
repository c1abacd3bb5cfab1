/** Pods like those of a real tablet, about 30 KB of JSON each: environment, mounts, probes, status, managed fields. */

export interface PodShape {
  managedFields: boolean;
  /** Environment variables of each container. */
  variables: number;
}

const COMPONENTS = ["vttablet", "vtgate", "etcd", "vtorc", "vtctld"] as const;
const WHEN = "2026-11-23T06:18:19Z";

/** A number in [0, 1) that depends on the seed only (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function container(name: string, shape: PodShape) {
  return {
    name,
    image: "vitess/lite:v24.0.0",
    command: [`/vt/bin/${name}`],
    args: Array.from({ length: 40 }, (_, n) => `--flag_number_${n}=value-of-the-flag-${n}`),
    env: Array.from({ length: shape.variables }, (_, n) => ({ name: `VARIABLE_${n}`, value: `value ${n}` })),
    resources: { requests: { cpu: "250m", memory: "512Mi" }, limits: { memory: "1Gi" } },
    volumeMounts: Array.from({ length: 8 }, (_, n) => ({ name: `volume-${n}`, mountPath: `/vt/mount/${n}` })),
    readinessProbe: { httpGet: { path: "/healthz", port: "web", scheme: "HTTP" }, periodSeconds: 10 },
    livenessProbe: { httpGet: { path: "/debug/status", port: "web", scheme: "HTTP" }, periodSeconds: 10 },
  };
}

function status(name: string, restarts: number) {
  return {
    name,
    state: { running: { startedAt: WHEN } },
    lastState: restarts > 0 ? { terminated: { exitCode: 1, reason: "Error" } } : {},
    ready: true,
    restartCount: restarts,
    image: "vitess/lite:v24.0.0",
    imageID: "docker.io/vitess/lite@sha256:0000000000000000000000000000000000000000000000000000000000000000",
    containerID: "containerd://0000000000000000000000000000000000000000000000000000000000000000",
    started: true,
  };
}

function fieldPaths(count: number) {
  return Object.fromEntries(
    Array.from({ length: count }, (_, n) => [
      `k:{"name":"field-${n}"}`,
      { ".": {}, "f:name": {}, "f:value": {} },
    ]),
  );
}

/** Field paths as an API server keeps them per manager; a third of the bytes. */
function managedFields() {
  return ["vitess-operator", "kubelet"].map((manager) => ({
    manager,
    operation: "Update",
    apiVersion: "v1",
    time: WHEN,
    fieldsType: "FieldsV1",
    fieldsV1: { "f:metadata": { "f:labels": fieldPaths(20) }, "f:spec": { "f:containers": fieldPaths(90) } },
  }));
}

/** Pod number `index` of a cluster of many databases. */
export function podOf(index: number, random: () => number, shape: PodShape) {
  const component = COMPONENTS[Math.floor(random() * COMPONENTS.length)] ?? "vttablet";
  const database = `db-${Math.floor(index / 24)}`;
  const zone = ["a", "b", "c"][index % 3] ?? "a";
  const names = component === "vttablet" ? ["vttablet", "mysqld", "mysqld-exporter"] : [component];
  return {
    metadata: {
      name: `${database}-${component}-z${zone}-${String(index).padStart(10, "0")}-c486a1d5`,
      namespace: `gantry-organization-${Math.floor(index / 240)}`,
      uid: `b829fec2-adc1-4fe8-8983-${String(index).padStart(12, "0")}`,
      resourceVersion: String(100_000 + index),
      creationTimestamp: WHEN,
      labels: {
        "planetscale.com/cell": `z${zone}`,
        "planetscale.com/cluster": database,
        "planetscale.com/component": component,
        "planetscale.com/keyspace": "main",
        "planetscale.com/shard": "x-x",
        "planetscale.com/tablet-uid": String(index),
        "topology.kubernetes.io/zone": zone,
      },
      annotations: {
        "drain.planetscale.com/supported": "ensure that the tablet is not a primary",
        "planetscale.com/desired-state-hash": "1c23c3764c135b755c45ae8641994760",
      },
      ownerReferences: [
        {
          apiVersion: "planetscale.com/v2",
          kind: "VitessShard",
          name: `${database}-main-x-x`,
          uid: `6706abc1-26c1-467e-a1d1-${String(Math.floor(index / 24)).padStart(12, "0")}`,
          controller: true,
        },
      ],
      ...(shape.managedFields ? { managedFields: managedFields() } : {}),
    },
    spec: {
      nodeName: `ip-10-0-${index % 250}-7.eu-central-1.compute.internal`,
      containers: names.map((name) => container(name, shape)),
      volumes: [
        { name: "data", persistentVolumeClaim: { claimName: `${database}-${component}-${index}` } },
        ...Array.from({ length: 8 }, (_, n) => ({ name: `volume-${n}`, emptyDir: {} })),
      ],
      tolerations: [{ key: "node.kubernetes.io/not-ready", operator: "Exists", effect: "NoExecute" }],
    },
    status: {
      phase: "Running",
      podIP: `10.244.${Math.floor(index / 250) % 250}.${index % 250}`,
      conditions: ["PodScheduled", "Initialized", "ContainersReady", "Ready"].map((type) => ({
        type,
        status: "True",
        lastProbeTime: null,
        lastTransitionTime: WHEN,
      })),
      containerStatuses: names.map((name) => status(name, random() < 0.1 ? 1 : 0)),
    },
  };
}
