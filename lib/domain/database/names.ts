import { z } from "zod";

const RESERVED = new Set([
  "mysql",
  "sys",
  "vitess",
  "default",
  "gantry",
  "information-schema",
  "performance-schema",
]);

/** Name of a database and of its VitessCluster: a label that leaves room for the operator's suffixes. */
export const DatabaseName = z
  .string()
  .min(2, "Use at least 2 characters.")
  .max(25, "Use at most 25 characters: pods add their own endings.")
  .regex(/^[a-z]/, "Begin with a letter from a to z.")
  .regex(/^[a-z0-9-]+$/, "Use a to z, 0 to 9 and hyphens only.")
  .regex(/[a-z0-9]$/, "End with a letter or a digit.")
  .refine((name) => !RESERVED.has(name), "This name is reserved by MySQL or Vitess.");

/**
 * Cell names cannot contain hyphens (vitess-operator, VitessCellTemplate): `eu-west-1a` becomes `euwest1a`.
 * Two zones that fold to one name get a number.
 */
export function cellNames(zones: readonly string[]): Map<string, string> {
  const names = new Map<string, string>();
  const taken = new Set<string>();
  for (const zone of zones) {
    const folded = zone.toLowerCase().replaceAll(/[^a-z0-9]/g, "") || "zone";
    let name = folded;
    for (let n = 2; taken.has(name); n += 1) name = `${folded}n${n}`;
    taken.add(name);
    names.set(zone, name);
  }
  return names;
}

/** The namespace of an organization's databases in every region (decision 1). */
export function namespaceOf(slug: string): string {
  return `gantry-${slug}`;
}

/** The slug of an organization in URLs and namespaces: at most 30 characters of a label. */
export function organizationSlug(name: string): string {
  const folded = name
    .normalize("NFKD")
    .replaceAll(/\p{M}/gu, "")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .slice(0, 30)
    .replaceAll(/^-+|-+$/g, "");
  return folded === "" || folded === "system" ? `organization${folded === "" ? "" : "-system"}` : folded;
}
