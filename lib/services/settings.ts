import "server-only";

/** Settings that services need; the engine hands them over at start, so that services never read the environment. */
export interface ServiceSettings {
  allowedLoopback: string[];
  operatorDir: string | null;
  sandboxKubeconfig: string | null;
  sandboxManifest: string | null;
  sandboxControl: string | null;
  publicUrl: string;
}

declare global {
  var gantrySettings: ServiceSettings | undefined;
}

export function provideSettings(given: ServiceSettings): void {
  globalThis.gantrySettings = given;
}

/** Throws when nobody provided the settings: a start that went wrong. */
export function settings(): ServiceSettings {
  if (!globalThis.gantrySettings) throw new Error("The service settings were not provided at start.");
  return globalThis.gantrySettings;
}
