/** A plain HTTP request to a pod, as the pod sees it: `path` holds the query too, header names are lower case. */
export interface PodRequest {
  method: string;
  path: string;
  headers: Readonly<Record<string, string>>;
}

export interface PodResponse {
  status: number;
  headers: Readonly<Record<string, string>>;
  body: string | Uint8Array;
}

export type PodHandler = (request: PodRequest) => Promise<PodResponse>;

/** Nobody listens at the address; the message is what a dial says. */
export class PodUnreachableError extends Error {
  constructor(ip: string, port: number) {
    super(`dial tcp ${ip}:${port}: connect: connection refused`);
    this.name = "PodUnreachableError";
  }
}

/** Where pods listen. The imitation keeps the handlers in its process; on the real control plane they are TCP listeners. */
export interface PodNetwork {
  /** Starts to answer at an address; the answer stops it. A later `serve` of the same address takes it over. */
  serve(ip: string, port: number, handler: PodHandler): () => void;
  /** Throws PodUnreachableError when nobody listens there; a handler that throws is a 502 of its own making. */
  request(ip: string, port: number, request: PodRequest): Promise<PodResponse>;
}

/** A pod network within this process. */
export function createPodNetwork(): PodNetwork {
  const handlers = new Map<string, PodHandler>();
  return {
    serve(ip, port, handler) {
      const address = `${ip}:${port}`;
      handlers.set(address, handler);
      return () => {
        if (handlers.get(address) === handler) handlers.delete(address);
      };
    },
    async request(ip, port, request) {
      const handler = handlers.get(`${ip}:${port}`);
      if (handler === undefined) throw new PodUnreachableError(ip, port);
      return handler(request);
    },
  };
}
