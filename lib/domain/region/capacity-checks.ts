import type { NodeFact, StorageClassFact } from "@/lib/domain/cluster/facts";
import { checked, type Check } from "@/lib/domain/region/check-result";

/** The Vitess images are built for linux/amd64 only (vitess, docker/lite). */
const ARCHITECTURE = "amd64";

export interface StorageVerdict {
  name: string;
  provisioner: string;
  badges: { label: string; tone: "good" | "warn" | "bad" | "plain" }[];
  verdict: string;
  /** Good for a database over several zones. */
  good: boolean;
}

/** What one storage class can do, for the table and for P7. */
export function judgeStorageClass(storage: StorageClassFact): StorageVerdict {
  const late = storage.bindingMode === "WaitForFirstConsumer";
  const badges: StorageVerdict["badges"] = [
    late ? { label: "binds on first use", tone: "good" } : { label: "binds at once", tone: "bad" },
    storage.allowExpansion ? { label: "grows", tone: "good" } : { label: "cannot grow", tone: "warn" },
    { label: `reclaim ${storage.reclaimPolicy.toLowerCase()}`, tone: "plain" },
  ];
  if (storage.isDefault) badges.unshift({ label: "cluster default", tone: "plain" });
  const verdict = late
    ? storage.allowExpansion
      ? "Good for databases"
      : "Works, but its disks can never grow"
    : "Not for more than one zone: the disk may be born where the pod cannot run";
  return {
    name: storage.name,
    provisioner: storage.provisioner,
    badges,
    verdict,
    good: late && storage.allowExpansion,
  };
}

/** P7: a class that binds on first use and can grow; the default need not be it, since Gantry names the class. */
export function checkStorage(classes: readonly StorageClassFact[], zones: number): Check {
  const title = "Storage";
  const evidence = classes.map(
    (each) =>
      `${each.name}: ${each.bindingMode}, ${each.allowExpansion ? "grows" : "cannot grow"}${each.isDefault ? ", default" : ""}`,
  );
  if (classes.length === 0) {
    return checked("P7", title, "fail", "no storage class", {
      evidence: ["Every tablet would wait for its disk for ever."],
      fix: {
        words: "Install a storage driver and a class with volumeBindingMode WaitForFirstConsumer.",
        command: null,
      },
    });
  }
  const good = classes.filter((each) => judgeStorageClass(each).good);
  const standard = classes.find((each) => each.isDefault);
  const late = classes.some((each) => each.bindingMode === "WaitForFirstConsumer");
  if (!late && zones > 1) {
    return checked("P7", title, "fail", "every class binds at once", {
      evidence,
      fix: {
        words: "Add a class with volumeBindingMode WaitForFirstConsumer.",
        command: "kubectl get storageclass",
      },
    });
  }
  const [chosen] = good;
  if (chosen && standard && !judgeStorageClass(standard).good) {
    return checked(
      "P7",
      title,
      "warn",
      `the default ${standard.name} is not for databases; Gantry names ${chosen.name}`,
      {
        evidence,
        fix: {
          words: "Existing disks are not touched. To change the default:",
          command: [
            "D=storageclass.kubernetes.io/is-default-class",
            `kubectl annotate --overwrite storageclass ${standard.name} $D=false`,
            `kubectl annotate --overwrite storageclass ${chosen.name} $D=true`,
          ].join("\n"),
        },
      },
    );
  }
  if (chosen)
    return checked("P7", title, "pass", `${(standard ?? chosen).name} binds on first use and grows`, {
      evidence,
    });
  return checked("P7", title, "warn", "no class can grow", {
    evidence,
    fix: {
      words: "Set allowVolumeExpansion: true where the driver can do it.",
      command: "kubectl patch storageclass <name> -p '{\"allowVolumeExpansion\":true}'",
    },
  });
}

/** P8: which label names the zones, how many, nodes in each. */
export function checkZones(nodes: readonly NodeFact[]): Check {
  const title = "Zones";
  const counts = new Map<string, number>();
  for (const node of nodes) {
    const zone = node.zoneBeta ?? node.zone;
    if (zone !== null) counts.set(zone, (counts.get(zone) ?? 0) + 1);
  }
  const evidence = [...counts].map(([zone, count]) => `${zone}: ${count} ${count === 1 ? "node" : "nodes"}`);
  const old = nodes.some((node) => node.zoneBeta !== null);
  const label = old ? "both labels" : "topology.kubernetes.io/zone";
  if (counts.size >= 3) {
    return checked("P8", title, "pass", `${counts.size} by ${label}`, {
      evidence: old
        ? evidence
        : [
            ...evidence,
            "The operator pins by an older label; Gantry pins by affinity here, so pods are placed all the same.",
          ],
    });
  }
  const words =
    counts.size === 0 ? "no zone labels" : `${counts.size} ${counts.size === 1 ? "zone" : "zones"} only`;
  return checked("P8", title, "warn", `${words}: databases survive a node, not a zone`, {
    evidence,
    fix: {
      words: "Three zones are needed to survive one. Label nodes where they really stand apart.",
      command: null,
    },
  });
}

/** P9: nodes that can run Vitess: architecture, taints, readiness. */
export function checkNodes(nodes: readonly NodeFact[]): Check {
  const title = "Node shapes";
  const fit = nodes.filter((node) => node.architecture === ARCHITECTURE);
  const open = fit.filter((node) => node.taints.every((taint) => taint.effect === "PreferNoSchedule"));
  const evidence = nodes.map(
    (node) =>
      `${node.name}: ${node.cpuMilli / 1000} CPU, ${node.architecture}${node.taints.map((taint) => `, ${taint.key}:${taint.effect}`).join("")}${node.unschedulable ? ", cordoned" : ""}`,
  );
  if (fit.length === 0) {
    return checked("P9", title, "fail", "no amd64 node", {
      evidence,
      fix: { words: "The Vitess images are amd64 only: add amd64 nodes.", command: null },
    });
  }
  if (open.length === 0) {
    return checked("P9", title, "fail", "every amd64 node has a taint", {
      evidence,
      fix: {
        words: "Add nodes without a taint, or take it away.",
        command: `kubectl taint node ${fit[0]?.name ?? ""} <key>-`,
      },
    });
  }
  const aside = nodes.length - open.length;
  return checked(
    "P9",
    title,
    "pass",
    aside === 0 ? `${open.length} usable` : `${open.length} usable, ${aside} left out`,
    { evidence },
  );
}

export interface Headroom {
  zone: string;
  /** Largest size of a tablet that one node takes, or null. */
  size: string | null;
}

export interface Clip {
  /** "ResourceQuota compute: requests.cpu 3 of 4 used". */
  words: string;
}

/** P10: the largest tablet that one node of each zone takes after real requests; quotas that clip it are named. */
export function checkHeadroom(room: readonly Headroom[] | null, clips: readonly Clip[]): Check {
  const title = "Headroom";
  if (room === null) {
    return checked("P10", title, "not-read", "capacity not read: pods of other namespaces are not visible", {
      fix: { words: "Grant the capacity pack; without it plans cannot count room.", command: null },
    });
  }
  const words = room.map(
    (each) => `${each.size ?? "none"} in ${each.zone === "" ? "the cluster" : each.zone}`,
  );
  const evidence = [...words.map((each) => `Largest tablet: ${each}`), ...clips.map((clip) => clip.words)];
  const full = room.filter((each) => each.size === null);
  if (room.length === 0 || full.length === room.length) {
    return checked("P10", title, "fail", "no node has room for the smallest tablet", {
      evidence,
      fix: {
        words: "Add nodes, or free requests on existing ones.",
        command: "kubectl describe nodes | grep -A8 'Allocated resources'",
      },
    });
  }
  const state = full.length > 0 || clips.length > 0 ? "warn" : "pass";
  return checked("P10", title, state, words.join(", "), { evidence });
}
