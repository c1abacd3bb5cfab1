import { createServer } from "node:net";

/** Listens on a port of 127.0.0.1 (0 takes a free one) and lets it go again; gives the port, throws what listening threw. */
export async function probePort(port: number): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  const address = server.address();
  await new Promise<unknown>((resolve) => {
    server.close(resolve);
  });
  if (address === null || typeof address === "string") throw new Error("No port of 127.0.0.1 was given.");
  return address.port;
}
