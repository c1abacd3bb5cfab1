import type { NodeFact, StorageClassFact } from "@/lib/domain/cluster/facts";
import {
  isBarred,
  isUsable,
  nodesByZone,
  openTaints,
  VITESS_ARCHITECTURE,
  ZONE_LABELS,
  zoneRule,
} from "@/lib/domain/cluster/zones";
import { countOf, formatCpu } from "@/lib/domain/format";
import { checked, type Check } from "@/lib/domain/region/check-result";

export interface StorageVerdict {
  name: string;
  provisioner: string;
  badges: { label: string; tone: "good" | "warn" | "bad" | "plain" }[];
  verdict: string;
  tone: "serving" | "reduced" | "down";
}

/** Its disk is born where the pod runs. */
const isLate = (storage: StorageClassFact): boolean => storage.bindingMode === "WaitForFirstConsumer";

/** Good for a database over several zones. */
const isGood = (storage: StorageClassFact): boolean => isLate(storage) && storage.allowExpansion;

/** What one storage class can do, for the table and for P7. */
export function judgeStorageClass(storage: StorageClassFact): StorageVerdict {
  const late = isLate(storage);
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
    tone: isGood(storage) ? "serving" : late ? "reduced" : "down",
  };
}

/** P7: a class that binds on first use and can grow; the default need not be it, since Gantry names the class. */
export function checkStorage(classes: readonly StorageClassFact[], zones: number): Check {
  const evidence = classes.map(
    (each) =>
      `${each.name}: ${each.bindingMode}, ${each.allowExpansion ? "grows" : "cannot grow"}${each.isDefault ? ", default" : ""}`,
  );
  if (classes.length === 0) {
    return checked("P7", "fail", "no storage class", {
      evidence: ["Every tablet would wait for its disk for ever."],
      fix: {
        words: "Install a storage driver and a class with volumeBindingMode WaitForFirstConsumer.",
        command: null,
      },
    });
  }
  const good = classes.filter(isGood);
  const standard = classes.find((each) => each.isDefault);
  const late = classes.some(isLate);
  if (!late && zones > 1) {
    return checked("P7", "fail", "every class binds at once", {
      evidence,
      fix: {
        words: "Add a class with volumeBindingMode WaitForFirstConsumer.",
        command: "kubectl get storageclass",
      },
    });
  }
  const [chosen] = good;
  if (chosen && standard && !isGood(standard)) {
    return checked(
      "P7",
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
    return checked("P7", "pass", `${(standard ?? chosen).name} binds on first use and grows`, {
      evidence,
    });
  return checked("P7", "warn", "no class can grow", {
    evidence,
    fix: {
      words: "Set allowVolumeExpansion: true where the driver can do it.",
      command: "kubectl patch storageclass <name> -p '{\"allowVolumeExpansion\":true}'",
    },
  });
}

/** P8: which label names the zones, how many, nodes in each; the same rule as for a plan. */
export function checkZones(nodes: readonly NodeFact[]): Check {
  const rule = zoneRule(nodes);
  const zones = nodesByZone(nodes);
  const evidence = [...zones].map(([zone, members]) => `${zone}: ${countOf(members.length, "node")}`);
  if (rule !== "none" && zones.size >= 3) {
    const isPinnedByAffinity = rule === "topology";
    return checked("P8", "pass", `${zones.size} by ${ZONE_LABELS[rule]}`, {
      evidence: isPinnedByAffinity
        ? [
            ...evidence,
            "The operator pins by an older label; Gantry pins by affinity here, so pods are placed all the same.",
          ]
        : evidence,
    });
  }
  const labelled = nodes.filter((node) => (node.zoneBeta ?? node.zone) !== null).length;
  const words =
    rule !== "none"
      ? `${countOf(zones.size, "zone")} only`
      : labelled === 0
        ? "no zone labels"
        : `${nodes.length - labelled} of ${countOf(nodes.length, "node")} without a zone label`;
  return checked("P8", "warn", `${words}: databases survive a node, not a zone`, {
    evidence,
    fix: {
      words: "Three zones are needed to survive one. Label nodes where they really stand apart.",
      command: null,
    },
  });
}

function nodeWords(node: NodeFact): string {
  const taints = openTaints(node).map((taint) => `, ${taint.key}:${taint.effect}`);
  const state = `${node.unschedulable ? ", cordoned" : ""}${node.ready ? "" : ", not ready"}`;
  return `${node.name}: ${formatCpu(node.cpuMilli)}, ${node.architecture}${taints.join("")}${state}`;
}

/** P9: nodes that can run Vitess: architecture, taints, readiness. */
export function checkNodes(nodes: readonly NodeFact[]): Check {
  const evidence = nodes.map((node) => nodeWords(node));
  const fit = nodes.filter((node) => node.architecture === VITESS_ARCHITECTURE);
  const open = fit.filter((node) => !isBarred({ ...node, taints: openTaints(node) }));
  const usable = open.filter((node) => isUsable(node));
  if (fit.length === 0) {
    return checked("P9", "fail", `no ${VITESS_ARCHITECTURE} node`, {
      evidence,
      fix: {
        words: `The Vitess images are ${VITESS_ARCHITECTURE} only: add ${VITESS_ARCHITECTURE} nodes.`,
        command: null,
      },
    });
  }
  if (open.length === 0) {
    return checked("P9", "fail", `every ${VITESS_ARCHITECTURE} node has a taint`, {
      evidence,
      fix: {
        words: "Add nodes without a taint, or take it away.",
        command: `kubectl taint node ${fit[0]?.name ?? ""} <key>-`,
      },
    });
  }
  if (usable.length === 0) {
    return checked("P9", "warn", "every node is cordoned or not ready now", {
      evidence,
      fix: {
        words: "Uncordon one when its maintenance is over.",
        command: `kubectl uncordon ${open[0]?.name ?? ""}`,
      },
    });
  }
  const aside = nodes.length - usable.length;
  const words = aside === 0 ? `${usable.length} usable` : `${usable.length} usable, ${aside} left out`;
  return checked("P9", "pass", words, { evidence });
}
