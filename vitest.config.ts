import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const empty = fileURLToPath(new URL("./node_modules/server-only/empty.js", import.meta.url));

export default defineConfig({
  resolve: { tsconfigPaths: true, alias: { "server-only": empty } },
  test: {
    exclude: ["node_modules/**", "e2e/**", ".next/**", ".gantry/**", ".cache/**"],
    environment: "node",
    testTimeout: 30_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
  },
});
