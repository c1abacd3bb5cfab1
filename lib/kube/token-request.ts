import "server-only";
import { z } from "zod";
import type { KubeClient } from "@/lib/kube/client";
import { parseAnswer } from "@/lib/kube/parse-answer";
import { resourcePath } from "@/lib/kube/resource-path";
import { Secret } from "@/lib/kube/secret";

const Answer = z.object({
  status: z.object({
    token: z.string().regex(/^[\x21-\x7e]{8,16384}$/),
    expirationTimestamp: z.iso.datetime({ offset: true }),
  }),
});

/**
 * Mints a bound token of a service account; Gantry's own account may do this for itself. Servers may grant
 * a shorter life than was asked for: `expiresAt` (epoch milliseconds) is what they say. Throws KubeError.
 */
export async function requestToken(
  client: KubeClient,
  account: { namespace: string; name: string },
  lifeSeconds: number,
): Promise<{ token: Secret; expiresAt: number }> {
  const answer = await client.json({
    method: "POST",
    path: resourcePath({ apiVersion: "v1", kind: "ServiceAccount", ...account, subresource: "token" }),
    body: {
      apiVersion: "authentication.k8s.io/v1",
      kind: "TokenRequest",
      spec: { expirationSeconds: lifeSeconds },
    },
  });
  const { token, expirationTimestamp } = parseAnswer(Answer, answer, "a token").status;
  return { token: new Secret(token), expiresAt: Date.parse(expirationTimestamp) };
}
