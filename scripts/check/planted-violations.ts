import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { z } from "zod";
import { cruise } from "@/scripts/check/cruise";

/** One import that a rule must refuse: where it stands, what it names, and the rule that is meant for it. */
interface Plant {
  rule: string;
  at: string;
  imports: string;
}

const plant = (rule: string, at: string, imports: string): Plant => ({ rule, at, imports });

const PLANTS: readonly Plant[] = [
  plant("no-cycles", "lib/domain/about.ts", "@/lib/domain/round"),
  plant("no-unresolved", "lib/domain/lost.ts", "@/lib/domain/nowhere"),
  plant("domain-is-pure", "lib/domain/reads-files.ts", "node:fs"),
  plant("domain-is-pure", "lib/domain/draws.ts", "react"),
  plant("contract-is-isomorphic", "lib/contract/serves.ts", "@/lib/services/target"),
  plant("db-adapter", "lib/db/calls-cluster.ts", "@/lib/kube/target"),
  plant("kube-adapter", "lib/kube/reads-rows.ts", "../db/target"),
  plant("metrics-adapter", "lib/metrics/calls-cluster.ts", "@/lib/kube/target"),
  plant("live-is-small", "lib/live/serves.ts", "@/lib/services/target"),
  plant("services-know-no-framework", "lib/services/knows-next.ts", "next/server"),
  plant("services-know-no-framework", "lib/services/reads-settings.ts", "@/lib/env"),
  plant("engine-knows-no-framework", "lib/engine/draws.ts", "react"),
  plant("auth-and-transport", "lib/transport/reads-rows.ts", "@/lib/db/target"),
  plant("env-is-a-leaf", "lib/env.ts", "@/lib/domain/target"),
  plant("client-sees-no-server", "lib/client/serves.ts", "@/lib/services/target"),
  plant("components-are-views", "components/serves.tsx", "@/lib/services/target"),
  plant("components-no-server-sdk", "components/reads-rows.tsx", "pg"),
  plant("app-never-touches-adapters", "app/reads-rows.ts", "@/lib/db/target"),
  plant("nobody-imports-app", "lib/services/knows-pages.ts", "@/app/target"),
  plant("sandbox-stands-alone", "lib/sandbox/borrows.ts", "@/lib/kube/target"),
  plant("nobody-imports-the-sandbox", "lib/services/simulates.ts", "@/lib/sandbox/target"),
  plant("tests-are-not-imported", "lib/services/tests.ts", "@/e2e/target"),
];

/** Imports that must be let through, so that a rule that refuses everything is noticed too. */
const ALLOWED: readonly Omit<Plant, "rule">[] = [
  { at: "app/serves.ts", imports: "@/lib/services/target" },
  { at: "components/uses-domain.tsx", imports: "@/lib/domain/target" },
  { at: "lib/contract/parses.ts", imports: "zod" },
  { at: "lib/services/reads-rows.ts", imports: "@/lib/db/target" },
  { at: "lib/kube/hashes.ts", imports: "node:crypto" },
];

const Rules = z.object({ forbidden: z.array(z.object({ name: z.string() })) });

function write(dir: string, at: string, text: string): void {
  const path = join(dir, at);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

function layOut(dir: string): void {
  for (const file of [".dependency-cruiser.cjs", "tsconfig.json", "package.json"])
    copyFileSync(file, join(dir, file));
  symlinkSync(resolve("node_modules"), join(dir, "node_modules"));
  const layers = ["domain", "db", "kube", "services", "sandbox"].map((name) => `lib/${name}`);
  for (const layer of [...layers, "app", "e2e"])
    write(dir, `${layer}/target.ts`, "export const target = 1;\n");
  write(dir, "lib/domain/round.ts", `import "@/lib/domain/about";\n`);
  for (const { at, imports } of [...PLANTS, ...ALLOWED]) write(dir, at, `import "${imports}";\n`);
}

/** Plants one violation per rule into an empty copy of the house and says which of them were not caught. */
export async function plantedViolationProblems(): Promise<string[]> {
  const config: unknown = createRequire(import.meta.url)(resolve(".dependency-cruiser.cjs"));
  const rules = Rules.parse(config).forbidden.map((rule) => rule.name);
  const dir = mkdtempSync(join(tmpdir(), "gantry-planted-"));
  try {
    layOut(dir);
    const { violations } = await cruise(["app", "components", "lib"], dir);
    const missed = PLANTS.filter(
      ({ rule, at }) => !violations.some((found) => found.rule === rule && found.from === at),
    );
    const refused = ALLOWED.filter(({ at }) => violations.some((found) => found.from === at));
    return [
      ...rules
        .filter((rule) => PLANTS.every((each) => each.rule !== rule))
        .map((rule) => `No violation is planted for the rule ${rule}.`),
      ...missed.map(({ rule, at, imports }) => `${rule} let ${at} import ${imports}.`),
      ...refused.map(({ at, imports }) => `${at} may import ${imports} and was refused.`),
    ];
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}
