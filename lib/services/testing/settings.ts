import "server-only";
import { provideSettings, type ServiceSettings } from "@/lib/services/settings";

/** Hands over settings as a start does: nothing allowed and nothing offered but what the test names. */
export function testSettings(given: Partial<ServiceSettings> = {}): void {
  provideSettings({
    allowedLoopback: [],
    operatorDir: null,
    sandboxKubeconfig: null,
    sandboxManifest: null,
    sandboxControl: null,
    publicUrl: "http://localhost:3000",
    ...given,
  });
}
