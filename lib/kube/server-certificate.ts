import "server-only";
import { TLSSocket, type PeerCertificate } from "node:tls";
import { guardedConnector, targetOf, type ConnectOptions } from "@/lib/kube/guarded-connect";
import { KubeError } from "@/lib/kube/kube-error";
import type { RegionEndpoint } from "@/lib/kube/region-endpoint";
import { scrub } from "@/lib/kube/scrub";
import { transportError } from "@/lib/kube/transport-error";

/** The certificate that a region's API server presents, after it was verified against the given CA. */
export interface ServerCertificate {
  /** Epoch milliseconds. */
  expiresAt: number;
  subject: string;
  issuer: string;
  /** Connection and handshake together, in milliseconds. */
  handshakeMs: number;
}

const common = (name: string | string[] | undefined): string => scrub([name ?? ""].flat().join(", "));

function describe(certificate: PeerCertificate, handshakeMs: number): ServerCertificate {
  const expiresAt = Date.parse(certificate.valid_to);
  if (Number.isNaN(expiresAt)) throw new KubeError("tls", "the server presents no certificate");
  return {
    expiresAt,
    subject: common(certificate.subject.CN),
    issuer: common(certificate.issuer.CN),
    handshakeMs: Math.round(handshakeMs * 10) / 10,
  };
}

/** Connects once, under the same guard as every call, and reads the certificate; sends no request. Throws KubeError. */
export async function readServerCertificate(
  endpoint: RegionEndpoint,
  options: ConnectOptions,
): Promise<ServerCertificate> {
  const { host, port } = targetOf(endpoint.server);
  const started = performance.now();
  const connect = guardedConnector(endpoint, options);
  return new Promise((resolve, reject) => {
    connect({ hostname: host, host, port: String(port), protocol: "https:" }, (error, socket) => {
      if (error !== null) {
        reject(transportError(error));
        return;
      }
      try {
        if (!(socket instanceof TLSSocket)) throw new KubeError("tls", "the server does not speak TLS");
        resolve(describe(socket.getPeerCertificate(), performance.now() - started));
      } catch (cause) {
        reject(transportError(cause));
      } finally {
        socket.destroy();
      }
    });
  });
}
