/**
 * What a first list of pods costs: time, CPU, memory while it comes and bytes per pod that stay. Prints one line per
 * measure. Run: `node --conditions=react-server --expose-gc --import tsx bench/reflector.ts [pods]`.
 */
import { fork } from "node:child_process";
import { once } from "node:events";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { podOf, seeded } from "@/bench/pod-list";
import type { PodFact } from "@/lib/domain/cluster/facts";
import { createFactStore } from "@/lib/kube/fact-store";
import { createGuardedClient } from "@/lib/kube/guarded-client";
import { listAll } from "@/lib/kube/list-pages";
import { parseObjectBytes } from "@/lib/kube/parse-object-bytes";
import { projectPod } from "@/lib/kube/project-pod";
import { Secret } from "@/lib/kube/secret";

const count = Number(process.argv[2] ?? "10000");
const Ready = z.object({ port: z.number(), bytes: z.number(), caPem: z.string() });
const MIB = 1024 * 1024;

function say(what: string, value: number, unit: string): void {
  console.log(`${what.padEnd(44)} ${value.toFixed(value < 100 ? 2 : 0).padStart(10)} ${unit}`);
}

/** Heap that stays after collections; a pending async frame would keep the last page, so a turn of the loop passes. */
async function settledHeap(): Promise<number> {
  for (let n = 0; n < 6; n += 1) {
    await new Promise((resolve) => setImmediate(resolve));
    globalThis.gc?.();
  }
  return process.memoryUsage().heapUsed;
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

/** Microseconds per pod of decoding alone, the median of five rounds over 1,000 pods. */
function decodeMicros(): Record<"parse" | "cut" | "project", number> {
  const random = seeded(7);
  const texts = Array.from({ length: 1000 }, (_, n) =>
    JSON.stringify(podOf(n, random, { managedFields: true, variables: 40 })),
  );
  const buffers = texts.map((text) => Buffer.from(text));
  const rounds = Array.from({ length: 5 }, () => {
    const begun = performance.now();
    const objects: unknown[] = texts.map((text): unknown => JSON.parse(text));
    const parsed = performance.now();
    for (const bytes of buffers) parseObjectBytes(bytes);
    const cut = performance.now();
    for (const object of objects) projectPod(object);
    return { parse: parsed - begun, cut: cut - parsed, project: performance.now() - cut };
  });
  return {
    parse: median(rounds.map((one) => one.parse)),
    cut: median(rounds.map((one) => one.cut)),
    project: median(rounds.map((one) => one.project)),
  };
}

const decode = decodeMicros();
const server = fork(fileURLToPath(new URL("pod-server.ts", import.meta.url)), [String(count)], {
  execArgv: ["--conditions=react-server", "--import", "tsx"],
});
const [message]: unknown[] = await once(server, "message");
const { port, bytes, caPem } = Ready.parse(message);
const client = createGuardedClient(
  {
    server: `https://127.0.0.1:${port}`,
    caPem,
    contextName: "bench",
    auth: { kind: "token", token: new Secret("bench"), expiresAt: null },
  },
  { allowedLoopback: [`127.0.0.1:${port}`], userAgent: "gantry-bench" },
);
const before = await settledHeap();
let peak = process.memoryUsage().rss;
const rssBefore = peak;
const sampling = setInterval(() => {
  peak = Math.max(peak, process.memoryUsage().rss);
}, 5);
const delay = monitorEventLoopDelay({ resolution: 1 });
delay.enable();
const cpu = process.cpuUsage();
const begun = performance.now();
const store = createFactStore<PodFact>();
const listed = await listAll({
  client,
  path: "/api/v1/pods",
  project: projectPod,
  pageSize: 500,
  objectsMax: count,
  signal: new AbortController().signal,
});
store.replace(null, listed.items.splice(0));
const wall = performance.now() - begun;
const used = process.cpuUsage(cpu);
delay.disable();
clearInterval(sampling);
await client.close();
server.disconnect();
const held = (await settledHeap()) - before;

say("pods", store.count(null), `(${(bytes / count / 1024).toFixed(1)} KB of JSON each)`);
say("JSON.parse of it all", decode.parse, "µs per pod");
say("JSON.parse without managed fields", decode.cut, "µs per pod");
say("projection", decode.project, "µs per pod");
say("whole list over TLS, wall", wall, "ms (7 pages a second is the budget)");
say("whole list over TLS, CPU", (used.user + used.system) / 1000, "ms");
say("longest stall of the event loop", delay.max / 1e6, "ms");
say("RSS growth at the worst moment", (peak - rssBefore) / MIB, "MiB");
say("heap that stays", held / store.count(null), "bytes per pod");
