import "server-only";
import type { Pack } from "@/lib/domain/region/permissions";
import { accountOf, SYSTEM_NAMESPACE } from "@/lib/domain/region/permissions";
import type { KubeClient } from "@/lib/kube/client";
import { applyObject } from "@/lib/kube/install-apply";
import { joinObjects } from "@/lib/kube/join-manifest";
import type { RegionEndpoint } from "@/lib/kube/region-endpoint";
import { requestToken } from "@/lib/kube/token-request";

/** The line that ends a join: address, CA and token of an account. */
export function joinBundle(
  { server, caPem }: Pick<RegionEndpoint, "server" | "caPem">,
  token: string,
): string {
  const parts = { server, ca: Buffer.from(caPem).toString("base64"), token };
  return `gantry-join:${Buffer.from(JSON.stringify(parts)).toString("base64")}`;
}

/** Makes Gantry's account as the join script does, with an administrator's client; gives its token. */
export async function makeJoinAccount(
  admin: KubeClient,
  organizationSlug: string,
  packs: readonly Pack[],
  lifeSeconds = 24 * 3600,
): Promise<{ token: string; expiresAt: number }> {
  const databaseNamespace = `gantry-${organizationSlug}`;
  for (const object of joinObjects({ databaseNamespace, packs })) {
    await applyObject(admin, object, { dryRun: false, force: true });
  }
  const account = { namespace: SYSTEM_NAMESPACE, name: accountOf(databaseNamespace) };
  const { token, expiresAt } = await requestToken(admin, account, lifeSeconds);
  return { token: token.reveal(), expiresAt };
}
