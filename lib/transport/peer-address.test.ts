import { createServer, type Server } from "node:http";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { callerAddress, stampPeers } from "@/lib/transport/peer-address";

const of = (headers: Record<string, string>, trustedProxies: number): string =>
  callerAddress((name) => headers[name], trustedProxies);

describe("the address of a caller", () => {
  const forged = { "x-gantry-peer": "198.51.100.7", "x-forwarded-for": "10.0.0.1, 203.0.113.9, 10.1.1.1" };

  it("is the peer's while no proxy is trusted, whatever the client wrote", () => {
    expect(of(forged, 0)).toBe("198.51.100.7");
  });

  it("is what the outermost trusted proxy wrote, never what stands left of it", () => {
    expect(of(forged, 1)).toBe("10.1.1.1");
    expect(of(forged, 2)).toBe("203.0.113.9");
    expect(of({ "x-gantry-peer": "198.51.100.7", "x-forwarded-for": "" }, 1)).toBe("198.51.100.7");
    expect(of({ "x-gantry-peer": "198.51.100.7" }, 2)).toBe("198.51.100.7");
  });

  it("is short, so that it fits a key", () => {
    expect(of({ "x-forwarded-for": "a".repeat(9000) }, 1)).toHaveLength(64);
  });
});

describe("a server of this process", () => {
  let server: Server;
  let stop: () => void;
  let url: string;

  beforeEach(async () => {
    stop = stampPeers();
    server = createServer((req, res) => res.end(String(req.headers["x-gantry-peer"])));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    url = `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`;
  });
  afterEach(async () => {
    stop();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  it("knows its peer, also when a client says it is another", async () => {
    const answer = await fetch(url, { headers: { "x-gantry-peer": "8.8.8.8" } });
    expect(await answer.text()).toBe("127.0.0.1");
  });
});
