/** Serves a list of pods in pages, made before it listens, from a process of its own: `pod-server.ts <count>`. */
import { createServer } from "node:https";
import { podOf, seeded } from "@/bench/pod-list";
import { authority } from "@/lib/kube/testing/https-server";
import { issue } from "@/lib/kube/testing/x509";

const count = Number(process.argv[2] ?? "10000");
const PAGE = 500;
const random = seeded(20_261_123);
const pages: Buffer[] = [];
for (let from = 0; from < count; from += PAGE) {
  const items = Array.from({ length: Math.min(PAGE, count - from) }, (_, n) =>
    podOf(from + n, random, { managedFields: true, variables: 40 }),
  );
  const more = from + PAGE < count ? { continue: String(from + PAGE) } : {};
  pages.push(
    Buffer.from(JSON.stringify({ kind: "PodList", metadata: { resourceVersion: "1", ...more }, items })),
  );
}

const { certPem, keyPem } = issue({ name: "server", hosts: ["127.0.0.1"] }, authority);
const server = createServer({ cert: certPem, key: keyPem }, (req, res) => {
  const from = Number(new URL(req.url ?? "/", "https://server").searchParams.get("continue") ?? "0");
  res.writeHead(200, { "content-type": "application/json" });
  res.end(pages[from / PAGE]);
});
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const bytes = pages.reduce((sum, page) => sum + page.byteLength, 0);
  process.send?.({ port, bytes, caPem: authority.certPem });
});
process.on("disconnect", () => process.exit(0));
