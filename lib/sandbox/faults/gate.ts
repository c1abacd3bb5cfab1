import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";

/** The door of an API server: connections pass through it while it is open, and are refused while it is shut. */
export interface Gate {
  readonly port: number;
  readonly isOpen: boolean;
  /** Cuts what is connected; new connections are refused by the machine, as from a host without that server. */
  shut(): Promise<void>;
  open(): Promise<void>;
  close(): Promise<void>;
}

async function listen(server: Server, host: string, port: number): Promise<number> {
  server.listen(port, host);
  await once(server, "listening");
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : port;
}

/** Opens a gate on `port` (0 takes a free one) that leads to `target`. Rejects when the port is taken. */
export async function openGate(
  host: string,
  port: number,
  target: { host: string; port: number },
): Promise<Gate> {
  const sockets = new Set<Socket>();
  let server: Server | null = null;

  function pass(incoming: Socket): void {
    const outgoing = connect(target);
    for (const socket of [incoming, outgoing]) {
      socket.setNoDelay(true);
      sockets.add(socket);
      socket.on("error", () => socket.destroy());
      socket.on("close", () => {
        sockets.delete(socket);
        incoming.destroy();
        outgoing.destroy();
      });
    }
    incoming.pipe(outgoing).pipe(incoming);
  }

  async function start(at: number): Promise<number> {
    const made = createServer({ allowHalfOpen: true }, pass);
    const bound = await listen(made, host, at);
    server = made;
    return bound;
  }

  async function shut(): Promise<void> {
    const open = server;
    server = null;
    for (const socket of sockets) socket.destroy();
    if (open === null) return;
    open.close();
    await once(open, "close");
  }

  const bound = await start(port);
  return {
    port: bound,
    get isOpen() {
      return server !== null;
    },
    shut,
    open: async () => {
      if (server === null) await start(bound);
    },
    close: shut,
  };
}
