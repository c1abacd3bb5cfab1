import { entryFor, matrixWords } from "@/lib/domain/region/catalogue";
import { checked, type Check } from "@/lib/domain/region/check-result";
import { PACK_WORDS, type Pack } from "@/lib/domain/region/permissions";

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

const day = (at: number): string =>
  new Date(at).toLocaleDateString("en-GB", {
    day: "numeric",
    month: "short",
    year: "numeric",
    timeZone: "UTC",
  });

export interface Reach {
  roundTripMs: number;
  certificateExpiresAt: number | null;
}

/** P1: reached, and the chain matches the authority that was given. */
export function checkReach(reach: Reach, now: number): Check {
  const expiry = reach.certificateExpiresAt;
  const until = expiry === null ? "" : ` · certificate until ${day(expiry)}`;
  const result = `${Math.round(reach.roundTripMs)} ms${until}`;
  if (expiry !== null && expiry - now < 14 * DAY_MS) {
    return checked("P1", "API server", "warn", result, {
      evidence: [`The API server's certificate ends on ${day(expiry)}.`],
      fix: {
        words: "Renew the API server's certificate; after it ends Gantry cannot connect.",
        command: null,
      },
    });
  }
  return checked("P1", "API server", "pass", result);
}

export interface CredentialFacts {
  kind: "token" | "certificate";
  expiresAt: number | null;
  addedAt: number;
}

/** P2: a bound token that expires is best; a secret that never does stands beside its age. */
export function checkCredential(credential: CredentialFacts, now: number): Check {
  const age = Math.floor((now - credential.addedAt) / DAY_MS);
  const renew = { words: "Register again with a join bundle: its token is bound and short.", command: null };
  if (credential.kind === "certificate") {
    return checked("P2", "Credential", "warn", `client certificate, ${age} d here`, {
      evidence: ["A client certificate cannot be withdrawn before it ends."],
      fix: renew,
    });
  }
  if (credential.expiresAt === null) {
    return checked("P2", "Credential", "warn", `token without an end, ${age} d here`, { fix: renew });
  }
  const left = credential.expiresAt - now;
  if (left <= 0)
    return checked("P2", "Credential", "fail", `token ended ${day(credential.expiresAt)}`, { fix: renew });
  const words = left > 2 * DAY_MS ? `${Math.floor(left / DAY_MS)} d` : `${Math.floor(left / HOUR_MS)} h`;
  return checked("P2", "Credential", left < HOUR_MS ? "warn" : "pass", `token, expires in ${words}`);
}

export interface AccessAnswer {
  pack: Pack;
  verb: string;
  apiGroup: string;
  resource: string;
  namespace: string | null;
  allowed: boolean;
}

const spoken = (each: AccessAnswer): string =>
  `${each.verb} ${each.resource}${each.apiGroup === "" ? "" : `.${each.apiGroup}`}${each.namespace === null ? "" : ` in ${each.namespace}`}`;

/** The missing rules as YAML, one rule per group and namespace. */
function missingRules(missing: readonly AccessAnswer[]): string {
  const lines = missing.map(
    (each) =>
      `- {apiGroups: ["${each.apiGroup}"], resources: [${each.resource}], verbs: [${each.verb}]}  # ${each.namespace ?? "ClusterRole"}`,
  );
  return ["rules:", ...new Set(lines)].join("\n");
}

/** P3: one access review per verb and resource of the permission table. Base must be whole; packs are a choice. */
export function checkPermissions(answers: readonly AccessAnswer[]): Check {
  const missing = answers.filter((each) => !each.allowed);
  const result = `${answers.length - missing.length} of ${answers.length} allowed`;
  if (missing.length === 0) return checked("P3", "Permissions", "pass", result);
  const base = missing.some((each) => each.pack === "base");
  const packs = [...new Set(missing.map((each) => each.pack))].filter((pack) => pack !== "base");
  const lost = packs.map(
    (pack) => `Without ${PACK_WORDS[pack].title.toLowerCase()}: ${PACK_WORDS[pack].without}.`,
  );
  return checked("P3", "Permissions", base ? "fail" : "warn", result, {
    evidence: [...missing.map((each) => `Missing: ${spoken(each)}`), ...lost],
    fix: { words: "Add the missing rules to the account's role.", command: missingRules(missing) },
  });
}

/** P4: the operator is made for a range of Kubernetes versions. */
export function checkKubernetes(version: string): Check {
  const entry = entryFor(version);
  if (entry) {
    return checked(
      "P4",
      "Kubernetes",
      "pass",
      `${version} fits operator ${entry.version}, Vitess ${entry.vitessVersion}`,
    );
  }
  return checked("P4", "Kubernetes", "fail", `${version} fits no operator that Gantry installs`, {
    evidence: [matrixWords()],
    fix: {
      words: "Use a cluster of a version that fits. Databases that run already are not affected.",
      command: null,
    },
  });
}

export type OperatorFound =
  | { kind: "absent" }
  | { kind: "ours"; version: string | null; available: boolean; watched: readonly string[]; image: string }
  | { kind: "foreign"; where: string }
  | { kind: "not-read"; why: string };

/** P5: nothing there, ours, or somebody else's, which is never overwritten. */
export function checkOperator(found: OperatorFound): Check {
  const title = "Operator";
  switch (found.kind) {
    case "absent":
      return checked("P5", title, "pass", "none here, none foreign");
    case "ours":
      return found.available
        ? checked("P5", title, "pass", `${found.version ?? found.image}, ours, available`)
        : checked("P5", title, "warn", `${found.version ?? found.image}, ours, not available`, {
            evidence: ["The deployment vitess-operator has no available pod."],
            fix: {
              words: "See why its pod is not ready.",
              command: "kubectl -n gantry-system describe deployment vitess-operator",
            },
          });
    case "foreign":
      return checked("P5", title, "fail", `another one: ${found.where}`, {
        evidence: ["Two operators on the same kinds would undo each other's work."],
        fix: { words: "Gantry leaves it as it is and installs nothing here.", command: null },
      });
    case "not-read":
      return checked("P5", title, "not-read", found.why);
  }
}

export interface SetupRights {
  namespaces: boolean;
  priorityClasses: boolean;
  customResources: boolean;
  /** Namespaces of ours that exist already. */
  existing: readonly string[];
  needed: readonly string[];
}

/** P6: what an installation needs once; a least-rights account leaves it to the customer's own kubectl. */
export function checkSetup(rights: SetupRights, operatorReady: boolean): Check {
  const missing = rights.needed.filter((each) => !rights.existing.includes(each));
  const title = "Priority, namespaces";
  if (operatorReady && missing.length === 0) return checked("P6", title, "pass", "made already");
  const may = rights.namespaces && rights.priorityClasses && rights.customResources;
  if (may) return checked("P6", title, "pass", "may be made");
  return checked("P6", title, "warn", "this account may not make them", {
    evidence: [
      ...missing.map((each) => `Namespace ${each} is not there.`),
      "Kinds, priority classes and cluster roles need wider rights than Gantry's account has, and should.",
    ],
    fix: {
      words: "Apply the operator yourself once: pane Install shows the YAML and the command.",
      command: null,
    },
  });
}
