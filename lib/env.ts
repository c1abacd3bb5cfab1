import { resolve } from "node:path";
import { z } from "zod";

const Port = z.coerce.number().int().min(1).max(65_535);
const Flag = z.enum(["true", "false"]).transform((text) => text === "true");
const HostPorts = z
  .string()
  .transform((text) =>
    text
      .split(",")
      .map((each) => each.trim())
      .filter((each) => each !== ""),
  )
  .pipe(z.array(z.string().regex(/^[^\s/]+:\d{1,5}$/)));
const Key = z.string().refine((text) => Buffer.from(text, "base64").length === 32);

const Settings = z.object({
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//)
    .optional(),
  GANTRY_DATA_DIR: z
    .string()
    .min(1)
    .default(".gantry")
    .transform((path) => resolve(path)),
  GANTRY_PORT: Port.default(3000),
  GANTRY_URL: z.url().optional(),
  GANTRY_KEY: Key.optional(),
  GANTRY_OPERATOR_DIR: z.string().min(1).optional(),
  GANTRY_ALLOWED_LOOPBACK: HostPorts.default([]),
  GANTRY_SANDBOX_KUBECONFIG: z.string().min(1).optional(),
  GANTRY_SANDBOX_CONTROL: z.url().optional(),
  GANTRY_SANDBOX_MANIFEST: z.string().min(1).optional(),
  GANTRY_LOG_LEVEL: z.enum(["trace", "debug", "info", "warn", "error"]).default("info"),
  GANTRY_SECURE_COOKIES: Flag.default(false),
  GANTRY_TRUSTED_PROXIES: z.coerce.number().int().min(0).max(9).optional(),
});

/** Gantry speaks no TLS itself: where cookies need it, one proxy stands before it unless told otherwise. */
const WithProxies = Settings.transform((given) => ({
  ...given,
  GANTRY_TRUSTED_PROXIES: given.GANTRY_TRUSTED_PROXIES ?? (given.GANTRY_SECURE_COOKIES ? 1 : 0),
}));

export type Env = z.output<typeof WithProxies>;
type Name = keyof Env;

const MEANING: Record<Name, { needs: string; example: string }> = {
  DATABASE_URL: {
    needs: "the address of a PostgreSQL database",
    example: "postgres://gantry:secret@db.internal:5432/gantry",
  },
  GANTRY_DATA_DIR: { needs: "a directory that Gantry may write", example: "/var/lib/gantry" },
  GANTRY_PORT: { needs: "a port from 1 to 65535", example: "3000" },
  GANTRY_URL: { needs: "the address that people type", example: "https://gantry.example.com" },
  GANTRY_KEY: { needs: "32 random bytes in base64", example: "the output of: openssl rand -base64 32" },
  GANTRY_OPERATOR_DIR: {
    needs: "a directory with operator-v<version>.yaml files",
    example: "/srv/vitess-operator",
  },
  GANTRY_ALLOWED_LOOPBACK: { needs: "exact host:port pairs, separated by commas", example: "127.0.0.1:6443" },
  GANTRY_SANDBOX_KUBECONFIG: {
    needs: "the kubeconfig of the simulated region",
    example: ".gantry/sandbox/kubeconfig",
  },
  GANTRY_SANDBOX_CONTROL: {
    needs: "the steering address of the simulated region",
    example: "http://127.0.0.1:3102",
  },
  GANTRY_SANDBOX_MANIFEST: {
    needs: "the operator manifest of the simulated region",
    example: ".gantry/sandbox/operator.yaml",
  },
  GANTRY_LOG_LEVEL: { needs: "trace, debug, info, warn or error", example: "info" },
  GANTRY_SECURE_COOKIES: { needs: "true behind TLS, else false", example: "true" },
  GANTRY_TRUSTED_PROXIES: { needs: "how many reverse proxies stand before Gantry, 0 to 9", example: "1" },
};

const isName = (name: string): name is Name => Object.hasOwn(MEANING, name);

/** A setting that stops the start: its name, what it needs and an example; never its value. */
class SettingError extends Error {
  constructor(name: string) {
    const meaning = isName(name) ? MEANING[name] : { needs: "another value", example: "see the README" };
    super(`The setting ${name} needs ${meaning.needs}, for example: ${meaning.example}`);
    this.name = "SettingError";
  }
}

/** Parses settings from a plain record; throws SettingError for the first bad one. Empty means not set. */
export function parseSettings(source: Record<string, string | undefined>): Env {
  const given = Object.fromEntries(
    Object.entries(source).filter(([, value]) => value !== undefined && value !== ""),
  );
  const parsed = WithProxies.safeParse(given);
  if (parsed.success) return parsed.data;
  throw new SettingError(String(parsed.error.issues[0]?.path[0] ?? "unknown"));
}

const held: { env?: Env } = {};

/** The settings of this process, read once. */
export function env(): Env {
  held.env ??= parseSettings(process.env);
  return held.env;
}
