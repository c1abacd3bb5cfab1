import type { SizeName } from "@/lib/domain/database/spec";

export interface Ask {
  cpuMilli: number;
  memoryBytes: number;
}

export interface Size {
  label: string;
  mysqld: Ask;
  vttablet: Ask;
  vtgate: Ask;
  defaultStorageBytes: number;
}

const GI = 1024 ** 3;
const MI = 1024 ** 2;
const ask = (cpuMilli: number, memoryBytes: number): Ask => ({ cpuMilli, memoryBytes });

/** Requests by size. mysqld under 1 GiB is killed for memory under load (vitess#13118), so `dev` has just that. */
export const SIZES: Record<SizeName, Size> = {
  dev: {
    label: "Dev",
    mysqld: ask(200, GI),
    vttablet: ask(100, 256 * MI),
    vtgate: ask(200, 512 * MI),
    defaultStorageBytes: 10 * GI,
  },
  small: {
    label: "Small",
    mysqld: ask(500, 2 * GI),
    vttablet: ask(250, 512 * MI),
    vtgate: ask(250, 512 * MI),
    defaultStorageBytes: 20 * GI,
  },
  medium: {
    label: "Medium",
    mysqld: ask(1500, 8 * GI),
    vttablet: ask(500, GI),
    vtgate: ask(500, GI),
    defaultStorageBytes: 100 * GI,
  },
  large: {
    label: "Large",
    mysqld: ask(3000, 16 * GI),
    vttablet: ask(1000, 2 * GI),
    vtgate: ask(500, GI),
    defaultStorageBytes: 250 * GI,
  },
};

export const SIZE_NAMES = ["dev", "small", "medium", "large"] as const satisfies readonly SizeName[];

/** What every database brings beside its tablets and gateways. */
export const ETCD_ASK = ask(100, 256 * MI);
export const ETCD_STORAGE_BYTES = 10 * GI;
export const VTCTLD_ASK = ask(100, 128 * MI);
export const VTORC_ASK = ask(100, 128 * MI);
export const EXPORTER_ASK = ask(10, 32 * MI);

/** The whole tablet pod: mysqld, vttablet and the exporter. */
export function tabletAsk(size: SizeName): Ask {
  const { mysqld, vttablet } = SIZES[size];
  return ask(
    mysqld.cpuMilli + vttablet.cpuMilli + EXPORTER_ASK.cpuMilli,
    mysqld.memoryBytes + vttablet.memoryBytes + EXPORTER_ASK.memoryBytes,
  );
}
