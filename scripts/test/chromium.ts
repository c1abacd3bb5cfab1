import { existsSync } from "node:fs";

const PLACES = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome-stable",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
];

/** The browser of the tests: the one that GANTRY_CHROMIUM names, else the system's own; null where there is none. */
export function findChromium(): string | null {
  const named = process.env["GANTRY_CHROMIUM"];
  return [...(named === undefined ? [] : [named]), ...PLACES].find((path) => existsSync(path)) ?? null;
}

/** Chromium refuses its sandbox to root, and containers give little shared memory. */
export function chromiumArguments(): string[] {
  const asRoot = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  return [...asRoot, "--disable-dev-shm-usage", "--disable-gpu", "--force-color-profile=srgb"];
}
