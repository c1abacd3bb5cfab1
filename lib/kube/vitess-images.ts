import "server-only";

export interface VitessImages {
  vitess: string;
  mysqld: string;
  /** What vtgate tells clients, as the operator reads it from the image's tag. */
  serverVersion: string;
  mysqldExporter: string;
  etcd: string;
}

const MYSQL = "8.0.40";

/**
 * Every image by Vitess version, written out so that the operator's own defaults never apply. The builtin backup engine
 * runs in plain MySQL images. A registry with a port would spoil the version that vtgate tells clients (operator, images.go).
 */
function images(version: string, exporter: string): [string, VitessImages] {
  return [
    version,
    {
      vitess: `vitess/lite:v${version}-mysql80`,
      mysqld: `mysql:${MYSQL}`,
      serverVersion: `${MYSQL}-Vitess`,
      mysqldExporter: `prom/mysqld-exporter:${exporter}`,
      etcd: "quay.io/coreos/etcd:v3.5.17",
    },
  ];
}

// Operator 2.16 names the exporter's user by DATA_SOURCE_NAME, which 0.15 and later do not read: they would end at once.
const IMAGES: ReadonlyMap<string, VitessImages> = new Map([
  images("24.0.0", "v0.18.0"),
  images("23.0.0", "v0.14.0"),
]);

/** The images of a Vitess version. Throws for one that no operator of the catalogue is paired with. */
export function vitessImages(version: string): VitessImages {
  const known = IMAGES.get(version);
  if (!known) throw new RangeError(`No images are known for Vitess ${version}.`);
  return known;
}
