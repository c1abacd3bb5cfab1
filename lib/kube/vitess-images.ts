import "server-only";

export interface VitessImages {
  vitess: string;
  mysqld: string;
  mysqldExporter: string;
  etcd: string;
}

/**
 * Every image by Vitess version, written out so that the operator's own defaults never apply. The builtin backup engine
 * runs in plain MySQL images. A registry with a port would spoil the version that vtgate tells clients (operator, images.go).
 */
const IMAGES: ReadonlyMap<string, VitessImages> = new Map(
  ["24.0.0", "23.0.0"].map((version) => [
    version,
    {
      vitess: `vitess/lite:v${version}-mysql80`,
      mysqld: "mysql:8.0.40",
      mysqldExporter: "prom/mysqld-exporter:v0.18.0",
      etcd: "quay.io/coreos/etcd:v3.5.17",
    },
  ]),
);

/** The images of a Vitess version. Throws for one that no operator of the catalogue is paired with. */
export function vitessImages(version: string): VitessImages {
  const images = IMAGES.get(version);
  if (!images) throw new RangeError(`No images are known for Vitess ${version}.`);
  return images;
}
