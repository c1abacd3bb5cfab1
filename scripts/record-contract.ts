// Asks a real Kubernetes the questions of lib/sandbox/testing/contract and keeps its answers for the imitation's test:
//   tsx scripts/record-contract.ts <kubeconfig of a cluster that may be dirtied>
import { readFileSync, writeFileSync } from "node:fs";
import { CASES } from "@/lib/sandbox/testing/contract/cases/all";
import { RECORDED_FILE } from "@/lib/sandbox/testing/contract/recorded";
import { Session } from "@/lib/sandbox/testing/contract/session";

const kubeconfig = process.argv[2];
if (kubeconfig === undefined) throw new Error("usage: tsx scripts/record-contract.ts <kubeconfig>");
const session = new Session(readFileSync(kubeconfig, "utf8"));
const lines: string[] = [];
for (const [part, cases] of Object.entries(CASES))
  for (const each of cases)
    lines.push(JSON.stringify({ case: `${part}: ${each.name}`, answers: await session.run(each) }));
writeFileSync(RECORDED_FILE, `${lines.join("\n")}\n`);
await session.close();
