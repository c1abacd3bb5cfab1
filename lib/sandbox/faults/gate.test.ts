import { once } from "node:events";
import { connect, createServer, type Server } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openGate } from "@/lib/sandbox/faults/gate";

let server: Server;
let port = 0;

beforeAll(async () => {
  server = createServer((socket) => socket.pipe(socket)).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  port = typeof address === "object" && address !== null ? address.port : 0;
});
afterAll(() => void server.close());

async function echo(through: number, text: string): Promise<string> {
  const socket = connect(through, "127.0.0.1");
  socket.on("error", () => undefined);
  socket.end(text);
  const parts: Buffer[] = [];
  for await (const part of socket) parts.push(Buffer.from(part as Uint8Array));
  return Buffer.concat(parts).toString();
}

describe("a gate", () => {
  it("passes everything while open, refuses while shut, and opens at the same port", async () => {
    const gate = await openGate("127.0.0.1", 0, { host: "127.0.0.1", port });
    expect(await echo(gate.port, "one")).toBe("one");
    await gate.shut();
    expect(gate.isOpen).toBe(false);
    await expect(echo(gate.port, "two")).rejects.toThrow("ECONNREFUSED");
    await gate.open();
    expect(await echo(gate.port, "three")).toBe("three");
    await gate.close();
  });

  it("cuts what is connected when it shuts", async () => {
    const gate = await openGate("127.0.0.1", 0, { host: "127.0.0.1", port });
    const socket = connect(gate.port, "127.0.0.1");
    socket.on("error", () => undefined);
    socket.write("a");
    await once(socket, "data");
    const closed = once(socket, "close");
    await gate.shut();
    await closed;
    expect(socket.destroyed).toBe(true);
    await gate.close();
  });

  it("says so when its port is taken", async () => {
    const first = await openGate("127.0.0.1", 0, { host: "127.0.0.1", port });
    await expect(openGate("127.0.0.1", first.port, { host: "127.0.0.1", port })).rejects.toThrow(
      "EADDRINUSE",
    );
    await first.close();
  });
});
