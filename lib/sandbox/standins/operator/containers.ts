import type { LockserverRef, Resources } from "@/lib/sandbox/standins/operator/spec";
import { ZONE_LABEL } from "@/lib/sandbox/standins/operator/labels";

/** Parts that the containers of several components share. */

export type Flags = Record<string, string | number | boolean>;

export const WEB_PORT = { containerPort: 15_000, name: "web", protocol: "TCP" };
export const GRPC_PORT = { containerPort: 15_999, name: "grpc", protocol: "TCP" };
export const MYSQL_PORT = { containerPort: 3306, name: "mysql", protocol: "TCP" };
export const VITESS_SECURITY = { runAsUser: 999 };
export const VITESS_PRIORITY = "vitess";
export const DEFAULT_IMAGE = "vitess/lite:v24.0.0-mysql80";
export const DEFAULT_MYSQLD_IMAGE = "mysql:8.0.40";
export const DEFAULT_ETCD_IMAGE = "quay.io/coreos/etcd:v3.5.17";

/** Arguments in the order of their names, user's flags over the operator's; leading dashes of users are forgiven. */
export function toArgs(flags: Flags, extra: Record<string, string> = {}): string[] {
  const all = new Map(Object.entries(flags).map(([name, value]) => [name, String(value)]));
  for (const [name, value] of Object.entries(extra)) all.set(name.replace(/^-+/, ""), value);
  return [...all].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([name, value]) => `--${name}=${value}`);
}

export function topoFlags(lockserver: LockserverRef): Flags {
  return {
    topo_implementation: lockserver.implementation,
    topo_global_server_address: lockserver.address,
    topo_global_root: lockserver.rootPath,
  };
}

/** The version to advertise, when the mysqld image's tag begins with digits: all after the first colon. */
export function mysqlVersionFlags(image: string | undefined): Flags {
  const tag = image?.split(":").slice(1).join(":") ?? "";
  return /^\d/.test(tag) ? { mysql_server_version: `${tag}-Vitess` } : {};
}

export const httpProbe = (path: string) => ({ httpGet: { path, port: "web", scheme: "HTTP" } });
export const livenessProbe = (path: string) => ({
  ...httpProbe(path),
  initialDelaySeconds: 300,
  failureThreshold: 30,
});

/** Defaults hold only where a user wrote no requests (or no limits) at all. */
export function withDefaults(
  given: Resources | undefined,
  defaults: Required<Pick<Resources, "requests" | "limits">>,
): Resources {
  const filled = (part: "requests" | "limits") =>
    Object.keys(given?.[part] ?? {}).length > 0 ? given?.[part] : defaults[part];
  return { requests: filled("requests"), limits: filled("limits") };
}

/** A node affinity that pins to a zone by the label the operator uses; nothing without a zone. */
export function zoneAffinity(zone: string | undefined): object {
  if (zone === undefined || zone === "") return {};
  return {
    nodeAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: {
        nodeSelectorTerms: [{ matchExpressions: [{ key: ZONE_LABEL, operator: "In", values: [zone] }] }],
      },
    },
  };
}

/** Only the fields that have a value: the operator leaves empty ones out. */
export function present<T extends Record<string, unknown>>(fields: T): Partial<T> {
  const kept: Partial<T> = {};
  for (const key in fields) {
    const value: unknown = fields[key];
    const empty = value === undefined || value === null || (Array.isArray(value) && value.length === 0);
    if (!empty) kept[key] = fields[key];
  }
  return kept;
}
