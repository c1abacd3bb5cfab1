import "server-only";
import { z } from "zod";
import { settings } from "@/lib/services/settings";
import { defineRead } from "@/lib/services/verb";

/** Whether this Gantry runs the simulated region, so that pages may offer it. */
export const sandboxOffer = defineRead("region.read", z.strictObject({}), () =>
  Promise.resolve({ offered: settings().sandboxKubeconfig !== null }),
);
