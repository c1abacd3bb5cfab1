import { entryFor, matrixWords } from "@/lib/domain/region/catalogue";
import { checked, type Check } from "@/lib/domain/region/check-result";
import { formatAge } from "@/lib/domain/format";
import { isOverdue } from "@/lib/domain/region/token-renewal";

const DAY_MS = 86_400_000;

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
    return checked("P1", "warn", result, {
      evidence: [`The API server's certificate ends on ${day(expiry)}.`],
      fix: {
        words: "Renew the API server's certificate; after it ends Gantry cannot connect.",
        command: null,
      },
    });
  }
  return checked("P1", "pass", result);
}

export interface CredentialFacts {
  kind: "token" | "certificate";
  expiresAt: number | null;
  addedAt: number;
  renewedAt: number | null;
  /** The account may mint its own next token, so Gantry does; null when that was not asked. */
  renewsItself: boolean | null;
}

const REGISTER_AGAIN = {
  words: "Register again with a join bundle: its token is bound, short, and renews itself.",
  command: null,
};

/** P2: a bound token that renews itself is best; a secret that never ends stands beside its age. */
export function checkCredential(credential: CredentialFacts, now: number): Check {
  const { expiresAt, addedAt, renewedAt } = credential;
  const age = now - addedAt < 60_000 ? "new here" : `${formatAge(now - addedAt)} here`;
  if (credential.kind === "certificate") {
    return checked("P2", "warn", `client certificate, ${age}`, {
      evidence: ["A client certificate cannot be withdrawn before it ends."],
      fix: REGISTER_AGAIN,
    });
  }
  if (expiresAt === null)
    return checked("P2", "warn", `token without an end, ${age}`, { fix: REGISTER_AGAIN });
  const left = expiresAt - now;
  if (left <= 0) return checked("P2", "fail", `token ended ${day(expiresAt)}`, { fix: REGISTER_AGAIN });
  const result = `token, expires in ${formatAge(left)}`;
  if (credential.renewsItself === null)
    return checked("P2", "not-read", `${result}; whether it renews itself was not asked`);
  if (!credential.renewsItself) {
    return checked("P2", "warn", `${result}, does not renew itself`, {
      evidence: ["This account is not the one of the join command, or may not create its own token."],
      fix: REGISTER_AGAIN,
    });
  }
  if (isOverdue({ since: renewedAt ?? addedAt, expiresAt }, now)) {
    return checked("P2", "warn", `${result}, was not renewed in time`, {
      evidence: [
        "Gantry renews it from half of its life on and tries again by itself; each try so far failed.",
      ],
      fix: REGISTER_AGAIN,
    });
  }
  return checked("P2", "pass", `${result}, renews itself`);
}

/** P4: the operator is made for a range of Kubernetes versions. */
export function checkKubernetes(version: string): Check {
  const entry = entryFor(version);
  const spoken = version.replace(/^v/, "");
  if (entry) {
    return checked("P4", "pass", `${spoken} fits operator ${entry.version}, Vitess ${entry.vitessVersion}`);
  }
  return checked("P4", "fail", `${spoken} fits no operator that Gantry installs`, {
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
  switch (found.kind) {
    case "absent":
      return checked("P5", "pass", "none here, none foreign");
    case "ours":
      return found.available
        ? checked("P5", "pass", `${found.version ?? found.image}, ours, available`)
        : checked("P5", "warn", `${found.version ?? found.image}, ours, not available`, {
            evidence: ["The deployment vitess-operator has no available pod."],
            fix: {
              words: "See why its pod is not ready.",
              command: "kubectl -n gantry-system describe deployment vitess-operator",
            },
          });
    case "foreign":
      return checked("P5", "fail", `another one: ${found.where}`, {
        evidence: ["Two operators on the same kinds would undo each other's work."],
        fix: { words: "Gantry leaves it as it is and installs nothing here.", command: null },
      });
    case "not-read":
      return checked("P5", "not-read", found.why);
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
  if (operatorReady && missing.length === 0) return checked("P6", "pass", "made already");
  const may = rights.namespaces && rights.priorityClasses && rights.customResources;
  if (may) return checked("P6", "pass", "may be made");
  return checked("P6", "warn", "this account may not make them", {
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
