import { defineConfig } from "@playwright/test";
import { chromiumArguments, findChromium } from "./scripts/test/chromium";

const chromium = findChromium();

export default defineConfig({
  testDir: "e2e",
  outputDir: "test-results",
  // Each worker runs a whole Gantry with its region: one at a time fits on a small machine.
  workers: 1,
  forbidOnly: true,
  retries: 0,
  timeout: 180_000,
  expect: { timeout: 20_000 },
  reporter: [["list"]],
  use: {
    browserName: "chromium",
    locale: "en-GB",
    timezoneId: "UTC",
    colorScheme: "dark",
    viewport: { width: 1440, height: 900 },
    actionTimeout: 20_000,
    navigationTimeout: 60_000,
    screenshot: "only-on-failure",
    trace: "retain-on-failure",
    launchOptions: {
      args: chromiumArguments(),
      ...(chromium === null ? {} : { executablePath: chromium }),
    },
  },
  projects: [
    { name: "simulated", testIgnore: "real/**" },
    // Needs a network namespace of its own: `npm run test:real` starts it in one.
    { name: "real", testMatch: "real/**/*.spec.ts" },
  ],
});
