import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** The cases that need a real control plane and no browser; `npm run test:real` runs them in a network of their own. */
export default defineConfig({
  root,
  resolve: {
    tsconfigPaths: true,
    alias: { "server-only": `${root}/node_modules/server-only/empty.js` },
  },
  test: {
    include: ["e2e/real/**/*.test.ts"],
    environment: "node",
    testTimeout: 120_000,
    hookTimeout: 180_000,
    // Each file starts a control plane: one at a time fits on a small machine.
    fileParallelism: false,
  },
});
