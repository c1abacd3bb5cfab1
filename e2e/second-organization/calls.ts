import { randomUUID } from "node:crypto";
import type { Ids } from "@/e2e/second-organization/surface";

/** Questions that pages take beside their path. */
export const QUERIES: Readonly<Record<string, (ids: Ids) => string[]>> = {
  "/o/[organization]/regions/new": ({ regionId }) => [`region=${regionId}`],
  "/o/[organization]/databases/new": ({ regionId }) => [`region=${regionId}`],
};

const lastHour = (): { from: number; to: number } => ({ from: Date.now() - 3_600_000, to: Date.now() });

/** The addresses of a route that are worth asking, by its pattern; a pattern that is not here fails the test. */
export const ROUTES: Readonly<Record<string, (ids: Ids) => string[]>> = {
  "/api/auth/[...nextauth]": () =>
    ["session", "csrf", "providers", "signin", "signout", "error"].map((name) => `/api/auth/${name}`),
  "/api/live": ({ slug, regionId, databaseId, operationId }) => [
    `/api/live?org=${slug}&topics=${["overview", `region:${regionId}`, `database:${databaseId}`, `operation:${operationId}`].join(",")}`,
  ],
  "/api/organizations/[organization]/databases/[databaseId]/health": ({ slug, databaseId }) => [
    `/api/organizations/${slug}/databases/${databaseId}/health?from=${lastHour().from}&to=${lastHour().to}`,
  ],
  "/api/organizations/[organization]/databases/[databaseId]/metrics": ({ slug, databaseId }) => [
    `/api/organizations/${slug}/databases/${databaseId}/metrics?series=replication-lag&by=pod&from=${lastHour().from}&to=${lastHour().to}&step=5000`,
  ],
  "/api/organizations/[organization]/lag-lines": ({ slug }) => [`/api/organizations/${slug}/lag-lines`],
  "/healthz": () => ["/healthz"],
  "/icon.svg": () => ["/icon.svg"],
  "/join/[code]": () => ["/join/abcdefghijklmnopqrst"],
  "/readyz": () => ["/readyz"],
};

interface ActionCall {
  /** What is sent after the slug; the same for everybody who calls. */
  input: (ids: Ids) => unknown;
  /** What its owner gets for it, which proves that the input is a good one: "ok", or the code of an expected refusal. */
  owner: "ok" | "conflict";
  /** False where the input names nothing of an organization: then a stranger may do it in an organization of their own. */
  namesThing: boolean;
}

const draft = ({ regionId }: Ids) => ({
  name: "addax",
  regionId,
  size: "dev",
  availability: "zone",
  vtgatesPerZone: 1,
  storageClass: "standard-rwo",
  storageGiB: 10,
});
const thing = (input: ActionCall["input"], owner: ActionCall["owner"] = "ok"): ActionCall => ({
  input,
  owner,
  namesThing: true,
});
const own = (input: ActionCall["input"], owner: ActionCall["owner"] = "ok"): ActionCall => ({
  input,
  owner,
  namesThing: false,
});

/**
 * How each action is called, in an order in which the owner's calls all succeed: what destroys comes last. An action
 * that is not here fails the test. Set-up has no slug; it is refused to everybody once an owner exists.
 */
export const ACTIONS: Readonly<Record<string, ActionCall>> = {
  setUpAction: own(
    () => ({ code: "none", email: "eve@example.com", password: "a long enough one", organization: "Eve" }),
    "conflict",
  ),
  checkRegionAction: thing(({ regionId }) => ({ regionId })),
  planInstallationAction: thing(({ regionId }) => ({ regionId })),
  dryRunInstallationAction: thing(({ regionId }) => ({ regionId })),
  makeJoinAction: own(() => ({ packs: ["capacity"] })),
  registerRegionAction: own(() => ({ kind: "simulated", name: "kudu" }), "conflict"),
  planDatabaseAction: thing(draft),
  dryRunDatabaseAction: thing(draft),
  createDatabaseAction: thing((ids) => ({ ...draft(ids), key: randomUUID() })),
  protectDatabaseAction: thing(({ databaseId }) => ({ databaseId, protected: false })),
  deleteDatabaseAction: thing(({ databaseId }) => ({ databaseId, typedName: "okapi", key: randomUUID() })),
  installOperatorAction: thing(({ regionId }) => ({
    regionId,
    version: "2.17.0-simulated",
    key: randomUUID(),
  })),
  createOrganizationAction: own(() => ({ name: "Impala" })),
  disconnectRegionAction: thing(({ regionId }) => ({ regionId, typedName: "quagga" })),
};
