import { setTimeout as sleep } from "node:timers/promises";
import { load } from "js-yaml";
import { Agent, request } from "undici";
import { z } from "zod";
import { isObject, parseJson, sameJson, textAt, type Json } from "../../api/json";
import type { Answer, BodyKind, Case, Step } from "./case";

const Kubeconfig = z.object({
  clusters: z.tuple([
    z.object({ cluster: z.looseObject({ server: z.string(), "certificate-authority-data": z.string() }) }),
  ]),
  users: z.tuple([
    z.object({
      user: z.object({
        token: z.string().optional(),
        "client-certificate-data": z.string().optional(),
        "client-key-data": z.string().optional(),
      }),
    }),
  ]),
});

const CONTENT: Readonly<Record<BodyKind, string>> = {
  json: "application/json",
  merge: "application/merge-patch+json",
  strategic: "application/strategic-merge-patch+json",
  apply: "application/apply-patch+yaml",
};

const decoded = (text: string): string => Buffer.from(text, "base64").toString();

/** Runs cases against one API server, as its administrator. */
export class Session {
  readonly #url: string;
  readonly #token: string | undefined;
  readonly #admin: Agent;
  readonly #plain: Agent;

  constructor(kubeconfig: string) {
    const config = Kubeconfig.parse(load(kubeconfig));
    const { cluster } = config.clusters[0];
    const { user } = config.users[0];
    const ca = decoded(cluster["certificate-authority-data"]);
    const cert = user["client-certificate-data"];
    const key = user["client-key-data"];
    this.#url = cluster.server;
    this.#token = user.token;
    this.#plain = new Agent({ connect: { ca } });
    this.#admin = new Agent({
      connect:
        cert === undefined || key === undefined ? { ca } : { ca, cert: decoded(cert), key: decoded(key) },
    });
  }

  async close(): Promise<void> {
    await Promise.all([this.#admin.close(), this.#plain.close()]);
  }

  /** The answers of a case's steps that count, without what differs from run to run. */
  async run(each: Case): Promise<Answer[]> {
    const kept = new Map<string, string>([["ns", `case-${Math.random().toString(36).slice(2, 10)}`]]);
    const namespace = kept.get("ns") ?? "";
    await this.#send(
      { method: "POST", path: "/api/v1/namespaces", body: { metadata: { name: namespace } } },
      kept,
    );
    const account = `/api/v1/namespaces/${namespace}/serviceaccounts/default`;
    await this.#settle({ path: account, until: { path: ["metadata", "name"], is: "default" } }, kept);
    const answers: Answer[] = [];
    for (const step of each.steps) {
      const answer = await this.#settle(step, kept);
      for (const [name, path] of Object.entries(step.keep ?? {}))
        kept.set(name, textAt(answer.body, ...path) ?? "");
      if (step.quiet !== true) answers.push(normal(step, answer, kept));
    }
    await this.#send({ method: "DELETE", path: `/api/v1/namespaces/${namespace}` }, kept);
    return answers;
  }

  async #settle(step: Step, kept: ReadonlyMap<string, string>): Promise<Answer> {
    const deadline = Date.now() + 15_000;
    for (;;) {
      const answer = await this.#send(step, kept);
      const { until } = step;
      if (until === undefined || sameJson(valueAt(answer.body, until.path), filled(until.is, kept)))
        return answer;
      if (Date.now() > deadline)
        throw new Error(`${step.path} never held ${JSON.stringify(until)}: ${JSON.stringify(answer)}`);
      await sleep(50);
    }
  }

  async #send(step: Step, kept: ReadonlyMap<string, string>): Promise<Answer> {
    const token = step.token ?? (step.as === undefined ? this.#token : await this.#tokenOf(step.as, kept));
    const own = step.token !== undefined || step.as !== undefined;
    const response = await request(this.#url + fill(step.path, kept), {
      method: step.method ?? "GET",
      dispatcher: own ? this.#plain : this.#admin,
      headers: {
        accept: step.accept ?? "application/json",
        "user-agent": "contract/1",
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(step.body === undefined ? {} : { "content-type": CONTENT[step.kind ?? "json"] }),
      },
      body: step.body === undefined ? null : fill(JSON.stringify(step.body), kept),
    });
    if (step.lines !== undefined)
      return { status: response.statusCode, body: await linesOf(response.body, step.lines) };
    const text = await response.body.text();
    const warnings = [response.headers["warning"] ?? []].flat();
    const body = /json/.test(String(response.headers["content-type"])) ? parseJson(text) : text;
    return { status: response.statusCode, body, ...(warnings.length === 0 ? {} : { warnings }) };
  }

  async #tokenOf(account: string, kept: ReadonlyMap<string, string>): Promise<string> {
    const path = `/api/v1/namespaces/$ns/serviceaccounts/${account}/token`;
    const { body } = await this.#send({ method: "POST", path, body: { spec: {} } }, kept);
    return textAt(body, "status", "token") ?? "";
  }
}

async function linesOf(body: AsyncIterable<Uint8Array>, count: number): Promise<Json> {
  let text = "";
  const decoder = new TextDecoder();
  for await (const piece of body) {
    text += decoder.decode(piece, { stream: true });
    if (text.split("\n").length > count) break;
  }
  return text
    .split("\n")
    .filter((line) => line !== "")
    .slice(0, count)
    .map(parseJson);
}

function fill(text: string, kept: ReadonlyMap<string, string>): string {
  return text.replaceAll(/\$([a-z]+)/g, (whole, name: string) => kept.get(name) ?? whole);
}

const filled = (value: Json, kept: ReadonlyMap<string, string>): Json =>
  parseJson(fill(JSON.stringify(value), kept));

/** What a Deployment's template is named by. */
const HASH = /-[bcdfghjklmnpqrstvwxz2456789]{8,10}\b/g;
const UID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
const TIME = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g;

/** Takes the run's namespace, UIDs, times, revisions and the order of managers out; nothing else, least of all words. */
function normal(step: Step, answer: Answer, kept: ReadonlyMap<string, string>): Answer {
  const body = step.only === undefined ? answer.body : pick(answer.body, step.only);
  const warnings = answer.warnings?.map((each) => each.replace(/^299 \S+ /, ""));
  return {
    status: answer.status,
    body: plain(body, "", kept.get("ns") ?? ""),
    ...(warnings === undefined ? {} : { warnings }),
  };
}

function pick(body: Json, paths: readonly (readonly string[])[]): Json {
  return Object.fromEntries(paths.map((path) => [path.join("."), valueAt(body, path)]));
}

/** The value at a path, in which numbers stand for places in lists; null where there is none. */
function valueAt(body: Json, path: readonly string[]): Json {
  let here: Json | undefined = body;
  for (const part of path)
    here = Array.isArray(here) ? here[Number(part)] : isObject(here) ? here[part] : undefined;
  return here ?? null;
}

const REVISIONS = new Set(["resourceVersion", "metadata.resourceVersion"]);

/** Kubernetes orders managers by the second in which they wrote, so two that write at once come in either order. */
const OWNERS = "metadata.managedFields";
const owner = (entry: Json): string =>
  isObject(entry) ? JSON.stringify([entry["manager"], entry["operation"], entry["subresource"]]) : "";

function plain(value: Json, key: string, namespace: string): Json {
  if (Array.isArray(value)) {
    const items = value.map((item) => plain(item, "", namespace));
    return key === OWNERS ? items.toSorted((a, b) => owner(a).localeCompare(owner(b), "en")) : items;
  }
  if (isObject(value))
    return Object.fromEntries(
      Object.entries(value)
        .filter(([name, each]) => each !== undefined && name !== "managedFields")
        .map(([name, each]) => [name.replaceAll(namespace, "$ns"), plain(each ?? null, name, namespace)]),
    );
  if (typeof value !== "string") return value;
  if (REVISIONS.has(key) && /^\d+$/.test(value)) return "$revision";
  return value
    .replaceAll(namespace, "$ns")
    .replaceAll(UID, "$uid")
    .replaceAll(HASH, "-$hash")
    .replaceAll(TIME, "$time")
    .replaceAll(/resource version: \d+ \(\d+\)/g, "resource version: $revision ($revision)");
}
