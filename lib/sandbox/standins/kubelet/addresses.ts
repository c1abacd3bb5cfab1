/** Pod addresses of 10.244.0.0/16, in rising order, so that a new pod never has the address of one that just went. */
export interface Addresses {
  allocate(): string;
  /** An address that is in use already. */
  claim(ip: string): void;
}

const FIRST = 10;
/** The last /24 is left to nodes. */
const LAST = 255 * 256 - 1;

const toIp = (host: number): string => `10.244.${host >> 8}.${host & 255}`;

function toHost(ip: string): number | null {
  const match = /^10\.244\.(\d{1,3})\.(\d{1,3})$/.exec(ip);
  return match === null ? null : Number(match[1]) * 256 + Number(match[2]);
}

export function createAddresses(inUse: () => Iterable<string>): Addresses {
  let next = FIRST;
  return {
    claim(ip) {
      const host = toHost(ip);
      if (host !== null && host >= next && host <= LAST) next = host + 1;
    },
    allocate() {
      const taken = new Set(inUse());
      for (let tries = 0; tries <= LAST; tries += 1) {
        if (next > LAST) next = FIRST;
        const ip = toIp(next);
        next += 1;
        if (!taken.has(ip)) return ip;
      }
      throw new Error("No pod address is free in 10.244.0.0/16.");
    },
  };
}

/** The address of the n-th node, beside the pods so that one route reaches both. */
export function nodeIp(index: number): string {
  return `10.244.255.${index + 1}`;
}
