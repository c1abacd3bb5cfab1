import "server-only";
import { z } from "zod";

/** The spec as the database row stores it; parsed on every read, since rows outlive versions. */
export const DatabaseSpecSchema = z.object({
  name: z.string(),
  keyspace: z.string(),
  size: z.enum(["dev", "small", "medium", "large"]),
  availability: z.enum(["zone", "node", "single"]),
  zones: z.array(z.string()),
  zoneLabel: z.enum(["beta", "topology", "none"]),
  vtgatesPerZone: z.number(),
  storageClass: z.string(),
  storageBytes: z.number(),
  vitessVersion: z.string(),
});
