/** The operator versions that Gantry installs, with what each fits (vitess-operator README and go.mod at the tag). */
export interface CatalogueEntry {
  version: string;
  url: string;
  /** Of the file as fetched, before Gantry rewrites it. */
  sha256: string;
  image: string;
  vitessVersion: string;
  /** Kubernetes minor versions, first and last. */
  kubernetes: readonly [number, number];
}

const upstream = (version: string): string =>
  `https://raw.githubusercontent.com/planetscale/vitess-operator/v${version}/test/endtoend/operator/operator-latest.yaml`;

const entry = (
  version: string,
  sha256: string,
  vitessVersion: string,
  kubernetes: readonly [number, number],
): CatalogueEntry => ({
  version,
  url: upstream(version),
  sha256,
  image: `planetscale/vitess-operator:v${version}`,
  vitessVersion,
  kubernetes,
});

/** Newest first. */
export const CATALOGUE: readonly CatalogueEntry[] = [
  entry("2.17.0", "2aff85fc42324c8d19c178c6e9efe72a08bb174518aea88e0d416e024fe7fc10", "24.0.0", [32, 35]),
  entry("2.16.0", "1f30aa31fca64d2e42f2c680b2e0886c79defa70dc6b61c5770bf8b647e0a069", "23.0.0", [31, 34]),
];

/** The minor of `v1.35.4`, `1.35+`; null for text that is no Kubernetes version. */
export function kubernetesMinor(version: string): number | null {
  const minor = /^v?1\.(\d{1,3})/.exec(version)?.[1];
  return minor === undefined ? null : Number(minor);
}

/** True when the operator of this entry is made for this Kubernetes. */
export function fits(candidate: CatalogueEntry, kubernetesVersion: string): boolean {
  const minor = kubernetesMinor(kubernetesVersion);
  return minor !== null && minor >= candidate.kubernetes[0] && minor <= candidate.kubernetes[1];
}

/** The newest entry that fits, else null: outside the matrix installs are refused (decision 13). */
export function entryFor(kubernetesVersion: string): CatalogueEntry | null {
  return CATALOGUE.find((candidate) => fits(candidate, kubernetesVersion)) ?? null;
}

/** "1.32 to 1.35": the pairs that do fit, for the refusal. */
export function matrixWords(): string {
  return CATALOGUE.map(
    (each) => `operator ${each.version} needs Kubernetes 1.${each.kubernetes[0]} to 1.${each.kubernetes[1]}`,
  ).join("; ");
}
