/** Inputs of the actions: one schema for the form, the action and the verb. */
import { z } from "zod";

const Email = z
  .string()
  .trim()
  .toLowerCase()
  .max(254)
  .pipe(z.email("Write an address such as ana@example.com."));
const Password = z.string().min(12, "Use at least 12 characters.").max(256);
/** Control and bidirectional characters make one name look like another; the joiners of scripts and emoji do not. */
const SEEN = /^(?:[\u200c\u200d]|[^\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}])*$/u;
const DisplayName = z
  .string()
  .trim()
  .normalize("NFC")
  .min(2, "Use 2 to 60 characters.")
  .max(60, "Use 2 to 60 characters.")
  .regex(SEEN, "Use characters that can be seen.");

export const SetUpInput = z.strictObject({
  code: z.string().trim().min(1, "Copy the code from the log."),
  email: Email,
  password: Password,
  organization: DisplayName,
});
export type SetUpInput = z.infer<typeof SetUpInput>;

export const SignInInput = z.strictObject({ email: Email, password: z.string().max(256) });
export type SignInInput = z.infer<typeof SignInInput>;

export const CreateOrganizationInput = z.strictObject({ name: DisplayName });
export type CreateOrganizationInput = z.infer<typeof CreateOrganizationInput>;

/** In characters; no kubeconfig of a person's is nearly as large. */
export const KUBECONFIG_MAX = 262_144;

export const RegisterRegionInput = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("kubeconfig"),
    name: DisplayName,
    kubeconfig: z.string().min(1).max(KUBECONFIG_MAX),
  }),
  z.strictObject({
    kind: z.literal("token"),
    name: DisplayName,
    server: z.string().trim().min(1).max(2048),
    token: z.string().trim().min(1).max(16_384),
    caPem: z.string().trim().min(1).max(65_536),
  }),
  z.strictObject({
    kind: z.literal("join"),
    name: DisplayName,
    bundle: z.string().trim().min(1).max(131_072),
  }),
  z.strictObject({ kind: z.literal("simulated"), name: DisplayName }),
]);
export type RegisterRegionInput = z.infer<typeof RegisterRegionInput>;

export const MakeJoinInput = z.strictObject({ packs: z.array(z.enum(["capacity", "metrics"])).max(2) });
export type MakeJoinInput = z.infer<typeof MakeJoinInput>;

export const RegionInput = z.strictObject({ regionId: z.string().max(64) });
export const InstallOperatorInput = z.strictObject({
  regionId: z.string().max(64),
  version: z.string().max(64),
  key: z.string().max(64),
});
export type InstallOperatorInput = z.infer<typeof InstallOperatorInput>;
export const DisconnectRegionInput = z.strictObject({
  regionId: z.string().max(64),
  typedName: z.string().max(120),
});
export type DisconnectRegionInput = z.infer<typeof DisconnectRegionInput>;

export const DatabaseDraft = z.strictObject({
  name: z.string().trim().max(64),
  regionId: z.string().max(64),
  size: z.enum(["dev", "small", "medium", "large"]),
  availability: z.enum(["zone", "node", "single"]),
  vtgatesPerZone: z.number().int().min(1).max(8),
  storageClass: z.string().max(253),
  storageGiB: z.number().int().min(1, "At least 1 GiB.").max(16_384, "At most 16,384 GiB."),
});
export type DatabaseDraft = z.infer<typeof DatabaseDraft>;

/** `key` is the idempotency key: two submits of one form are one operation. */
export const CreateDatabaseInput = DatabaseDraft.extend({ key: z.string().min(8).max(64) });
export type CreateDatabaseInput = z.infer<typeof CreateDatabaseInput>;

export const DeleteDatabaseInput = z.strictObject({
  databaseId: z.string().max(64),
  typedName: z.string().max(64),
  key: z.string().min(8).max(64),
});
export type DeleteDatabaseInput = z.infer<typeof DeleteDatabaseInput>;

export const ProtectDatabaseInput = z.strictObject({
  databaseId: z.string().max(64),
  protected: z.boolean(),
});
export type ProtectDatabaseInput = z.infer<typeof ProtectDatabaseInput>;

/** Every action answers with this: expected failures are values. */
export type ActionResult<T> =
  | { ok: true; value: T }
  | {
      ok: false;
      code: string;
      message: string;
      fields: Record<string, string>;
      next: string | null;
      requestId: string;
    };
