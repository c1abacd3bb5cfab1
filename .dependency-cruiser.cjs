const NPM = "node_modules/";
const BUILTIN = "^(node:)?[a-z0-9/_]+$";
const only = (name, from, allowed) => ({
  name,
  severity: "error",
  from: { path: from },
  to: { pathNot: allowed },
});

/** @type {import("dependency-cruiser").IConfiguration} */
module.exports = {
  forbidden: [
    { name: "no-cycles", severity: "error", from: {}, to: { circular: true } },
    { name: "no-unresolved", severity: "error", from: {}, to: { couldNotResolve: true } },
    only("domain-is-pure", "^lib/domain/", ["^lib/domain/", `${NPM}zod/`]),
    only("contract-is-isomorphic", "^lib/contract/", ["^lib/(contract|domain)/", `${NPM}zod/`]),
    only("db-adapter", "^lib/db/", [
      "^lib/(db|domain)/",
      "^lib/env",
      "^drizzle/schema",
      `${NPM}(drizzle-orm|pg|pg-boss|pino|zod|server-only)/`,
      BUILTIN,
    ]),
    only("kube-adapter", "^lib/kube/", [
      "^lib/(kube|domain)/",
      "^lib/env",
      `${NPM}(@kubernetes/client-node|undici|ipaddr\\.js|js-yaml|@types/js-yaml|zod|server-only)/`,
      BUILTIN,
    ]),
    only("metrics-adapter", "^lib/metrics/", [
      "^lib/(metrics|domain)/",
      "^lib/env",
      `${NPM}(zod|server-only)/`,
      BUILTIN,
    ]),
    only("live-is-small", "^lib/live/", [
      "^lib/(live|contract|domain)/",
      `${NPM}(zod|server-only)/`,
      BUILTIN,
    ]),
    only("services-know-no-framework", "^lib/services/", [
      "^lib/(services|contract|domain|db|kube|metrics|live)/",
      // Findings carry the address of the page that mends them; paths are built in one pure place.
      "^lib/client/paths",
      `${NPM}(zod|drizzle-orm|server-only)/`,
      "^drizzle/schema",
      BUILTIN,
    ]),
    only("engine-knows-no-framework", "^lib/engine/", [
      "^lib/(engine|services|contract|domain|db|kube|metrics|live)/",
      "^lib/env",
      `${NPM}(zod|pg-boss|pino|drizzle-orm|server-only)/`,
      "^drizzle/schema",
      BUILTIN,
    ]),
    only("auth-and-transport", "^lib/(auth|transport)/", [
      "^lib/(auth|transport|services|contract|domain)/",
      "^lib/env",
      `${NPM}(next|next-auth|zod|pino|react|@types/react|server-only)/`,
      BUILTIN,
    ]),
    only("env-is-a-leaf", "^lib/env", [`${NPM}(zod|server-only)/`, BUILTIN]),
    only("client-sees-no-server", "^lib/client/", [
      "^lib/(client|contract|domain)/",
      `${NPM}(@tanstack|react|@types/react|zod|next/(navigation|link))`,
    ]),
    only("components-are-views", "^components/", ["^components/", "^lib/(client|contract|domain)/", NPM]),
    {
      name: "components-no-server-sdk",
      severity: "error",
      from: { path: "^(components|lib/client)/" },
      to: { path: `${NPM}(@kubernetes|drizzle-orm|pg|pg-boss|undici|pino)/` },
    },
    {
      name: "app-never-touches-adapters",
      severity: "error",
      from: { path: "^app/" },
      to: { path: ["^lib/(db|kube|metrics|sandbox)/", "^drizzle/"] },
    },
    { name: "nobody-imports-app", severity: "error", from: { pathNot: "^app/" }, to: { path: "^app/" } },
    only("sandbox-stands-alone", "^lib/sandbox/", [
      "^lib/(sandbox|domain)/",
      `${NPM}(undici|js-yaml|@types/js-yaml|zod)/`,
      BUILTIN,
    ]),
    {
      name: "nobody-imports-the-sandbox",
      severity: "error",
      from: { pathNot: ["^lib/sandbox/", "^scripts/", "^e2e/", "^bench/", "\\.test\\.tsx?$"] },
      to: { path: "^lib/sandbox/" },
    },
    {
      name: "tests-are-not-imported",
      severity: "error",
      from: { pathNot: ["\\.test\\.tsx?$", "^e2e/", "^bench/", "^scripts/"] },
      to: { path: "^e2e/" },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^\\.next|\\.test\\.tsx?$|^\\.gantry|^\\.cache" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
  },
};
