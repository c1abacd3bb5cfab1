import { EXPORTER_ASK, SIZES, tabletAsk } from "@/lib/domain/database/sizes";
import type { SizeName } from "@/lib/domain/database/spec";
import { formatBytes, formatCpu, formatFigure } from "@/lib/domain/format";

/** One line of a ResourceQuota: CPU in millicores, memory and storage in bytes, the rest in pieces. */
export interface QuotaLine {
  quota: string;
  /** As Kubernetes names it: `requests.cpu`, `pods`. */
  resource: string;
  hard: number;
  used: number;
  /** It counts only some pods. */
  scoped: boolean;
}

/** One line of a LimitRange, in the units of a quota. */
export interface LimitLine {
  limitRange: string;
  type: "Pod" | "Container" | "PersistentVolumeClaim";
  /** `cpu`, `memory`, `storage`. */
  resource: string;
  max: number | null;
  min: number | null;
}

function amountWords(resource: string, amount: number): string {
  if (resource.endsWith("cpu")) return formatCpu(amount);
  return /memory|storage/.test(resource) ? formatBytes(amount) : formatFigure(amount);
}

/** What one tablet of a size takes of a quota; null for what it does not count against. */
function takesOf(resource: string, size: SizeName): number | null {
  const { cpuMilli, memoryBytes } = tabletAsk(size);
  switch (resource) {
    case "cpu":
    case "requests.cpu":
      return cpuMilli;
    case "memory":
    case "requests.memory":
      return memoryBytes;
    case "requests.storage":
      return SIZES[size].defaultStorageBytes;
    case "pods":
    case "count/pods":
    case "persistentvolumeclaims":
    case "count/persistentvolumeclaims":
      return 1;
    default:
      return null;
  }
}

function quotaClip({ quota, resource, hard, used, scoped }: QuotaLine, size: SizeName): string[] {
  const takes = takesOf(resource, size);
  if (scoped || takes === null || hard - used >= takes) return [];
  return [
    `ResourceQuota ${quota}: ${amountWords(resource, used)} of ${amountWords(resource, hard)} ${resource} used`,
  ];
}

/** The largest and the smallest that a tablet asks for in one piece of this type. */
function askedOf(line: LimitLine, size: SizeName): { most: number; least: number } | null {
  const key = line.resource === "cpu" ? "cpuMilli" : line.resource === "memory" ? "memoryBytes" : null;
  if (line.type === "PersistentVolumeClaim") {
    const storage = SIZES[size].defaultStorageBytes;
    return line.resource === "storage" ? { most: storage, least: storage } : null;
  }
  if (key === null) return null;
  if (line.type === "Container") return { most: SIZES[size].mysqld[key], least: EXPORTER_ASK[key] };
  const whole = tabletAsk(size)[key];
  return { most: whole, least: whole };
}

function limitClips(line: LimitLine, size: SizeName): string[] {
  const asked = askedOf(line, size);
  if (asked === null) return [];
  const { limitRange, type, resource, max, min } = line;
  const says = (end: string, amount: number): string => {
    const what = resource === "cpu" ? formatCpu(amount) : `${formatBytes(amount)} ${resource}`;
    return `LimitRange ${limitRange}: a ${type} asks for ${end} ${what}`;
  };
  return [
    ...(max !== null && max < asked.most ? [says("at most", max)] : []),
    ...(min !== null && min > asked.least ? [says("at least", min)] : []),
  ];
}

/** The quotas and limits of a namespace that keep a tablet of this size out of it, in words. */
export function clipsOf(
  quotas: readonly QuotaLine[],
  limits: readonly LimitLine[],
  size: SizeName,
): string[] {
  return [
    ...quotas.flatMap((line) => quotaClip(line, size)),
    ...limits.flatMap((line) => limitClips(line, size)),
  ];
}
