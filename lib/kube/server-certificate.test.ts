import { afterEach, describe, expect, it } from "vitest";
import { readServerCertificate } from "@/lib/kube/server-certificate";
import { closeAll, failureOf, server } from "@/lib/kube/testing/calls";
import { authority } from "@/lib/kube/testing/https-server";
import { issue } from "@/lib/kube/testing/x509";

afterEach(closeAll);

describe("readServerCertificate", () => {
  it("reads the expiry without sending a request", async () => {
    let requests = 0;
    const notAfter = new Date("2030-01-02T03:04:05Z");
    const at = await server(
      (_req, res) => {
        requests += 1;
        res.end();
      },
      { certificate: issue({ name: "kube-apiserver", hosts: ["127.0.0.1"], notAfter }, authority) },
    );
    const found = await readServerCertificate(at.endpoint, { allowedLoopback: at.allowed });
    expect(found).toMatchObject({
      expiresAt: notAfter.getTime(),
      subject: "kube-apiserver",
      issuer: "gantry test authority",
    });
    expect(found.handshakeMs).toBeGreaterThan(0);
    expect(requests).toBe(0);
  });

  it("stands under the same guard as every call", async () => {
    const at = await server((_req, res) => void res.end(), {
      certificate: issue({ name: "self", hosts: ["127.0.0.1"] }),
    });
    const refused = await failureOf(readServerCertificate(at.endpoint, { allowedLoopback: [] }));
    const unverified = await failureOf(readServerCertificate(at.endpoint, { allowedLoopback: at.allowed }));
    expect([refused.kind, unverified.kind]).toEqual(["address", "tls"]);
  });
});
