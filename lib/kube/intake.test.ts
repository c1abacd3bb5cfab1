import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readEndpoint, readJoinBundle, readKubeconfig, type IntakeResult } from "@/lib/kube/intake";
import { issue } from "@/lib/kube/testing/x509";

const base64 = (text: string): string => Buffer.from(text, "utf8").toString("base64");
const NOW = Date.now();
const DAY = 86_400_000;
const jwt = (claims: object): string =>
  [{ alg: "RS256" }, claims, { sig: 1 }]
    .map((part) => Buffer.from(JSON.stringify(part), "utf8").toString("base64url"))
    .join(".");

const authority = issue({ name: "cluster authority", isCa: true });
const person = issue({ name: "ana" }, authority);
const stranger = issue({ name: "eve" }, authority);
const CA = base64(authority.certPem);
const CERT = base64(person.certPem);
const KEY = base64(person.keyPem);
const TOKEN = "canary-token-11aa22bb";
const MARKER = join(tmpdir(), `gantry-intake-${process.pid}`);

const CLUSTER = `server: https://10.0.0.5:6443\n    certificate-authority-data: ${CA}`;
const USER = `token: ${TOKEN}`;

function kubeconfig(
  parts: { cluster?: string; user?: string; context?: string; top?: string; more?: string } = {},
) {
  return `apiVersion: v1
kind: Config
clusters:
- name: prod
  cluster:
    ${parts.cluster ?? CLUSTER}
users:
- name: ana
  user:
    ${parts.user ?? USER}
contexts:
- name: ana@prod
  context:
    ${parts.context ?? "cluster: prod\n    user: ana\n    namespace: default"}
${parts.top ?? "current-context: ana@prod"}
${parts.more ?? ""}`;
}

function refusalsOf(result: IntakeResult) {
  if (result.ok) throw new Error("expected a refusal");
  return result.refusals;
}

function endpointOf(result: IntakeResult) {
  if (!result.ok) throw new Error(`refused: ${JSON.stringify(result.refusals)}`);
  return result.endpoint;
}

describe("a kubeconfig that is taken", () => {
  it("is rebuilt from its current context", () => {
    const endpoint = endpointOf(readKubeconfig(kubeconfig()));
    expect(endpoint).toMatchObject({
      server: "https://10.0.0.5:6443",
      contextName: "ana@prod",
      auth: { kind: "token", expiresAt: null },
    });
    expect(endpoint.caPem).toContain("-----BEGIN CERTIFICATE-----");
    expect(Object.keys(endpoint).toSorted()).toEqual(["auth", "caPem", "contextName", "server"]);
    expect(endpoint.auth.kind === "token" ? endpoint.auth.token.reveal() : null).toBe(TOKEN);
    expect(inspect(endpoint, { depth: 9 })).not.toContain(TOKEN);
  });

  it("may hold a client certificate and its key", () => {
    const user = `client-certificate-data: ${CERT}\n    client-key-data: ${KEY}`;
    const { auth } = endpointOf(readKubeconfig(kubeconfig({ user })));
    expect(auth.kind).toBe("certificate");
    expect(auth.kind === "certificate" ? auth.keyPem.reveal() : "").toContain("BEGIN PRIVATE KEY");
    expect(JSON.stringify(auth)).not.toContain("PRIVATE KEY");
  });

  it("tells when its token ends", () => {
    const token = jwt({ exp: Math.floor((NOW + DAY) / 1000) });
    const { auth } = endpointOf(readKubeconfig(kubeconfig({ user: `token: ${token}` }), NOW));
    expect(auth.kind === "token" ? auth.expiresAt : null).toBe(Math.floor((NOW + DAY) / 1000) * 1000);
  });

  it.each([
    ["no exp", {}],
    ["an exp of words", { exp: "tomorrow" }],
    ["an exp below zero", { exp: -5 }],
    ["an exp of all ages", { exp: 1e300 }],
  ])("has no end when its token has %s", (_name, claims) => {
    const { auth } = endpointOf(readKubeconfig(kubeconfig({ user: `token: ${jwt(claims)}` })));
    expect(auth.kind === "token" ? auth.expiresAt : 0).toBeNull();
  });

  it.each([
    [
      "as JSON",
      JSON.stringify({
        apiVersion: "v1",
        kind: "Config",
        clusters: [
          { name: "c", cluster: { server: "https://10.0.0.5:6443", "certificate-authority-data": CA } },
        ],
        users: [{ name: "u", user: { token: TOKEN } }],
        contexts: [{ name: "x", context: { cluster: "c", user: "u" } }],
        "current-context": "x",
        preferences: {},
      }),
    ],
    ["with a byte order mark and CRLF", `\uFEFF${kubeconfig().replaceAll("\n", "\r\n")}`],
    [
      "with a TLS server name",
      kubeconfig({ cluster: `${CLUSTER}\n    tls-server-name: kubernetes.default` }),
    ],
    ["with a path behind its host", kubeconfig({ cluster: CLUSTER.replace(":6443", "/k8s/clusters/c-1/") })],
    ["with an IPv6 address", kubeconfig({ cluster: CLUSTER.replace("10.0.0.5", "[fd12::5]") })],
    ["with a name", kubeconfig({ cluster: CLUSTER.replace("10.0.0.5", "API.cluster.example") })],
    [
      "with verification that is not off",
      kubeconfig({ cluster: `${CLUSTER}\n    insecure-skip-tls-verify: false` }),
    ],
    [
      "with empty fields",
      kubeconfig({ user: `${USER}\n    exec: null\n    username: ""\n    as-groups: []` }),
    ],
    [
      "with content of other tools",
      kubeconfig({
        cluster: `${CLUSTER}\n    disable-compression: true\n    extensions:\n    - name: minikube\n      extension: {a: 1}`,
        more: "preferences: {colors: true}",
      }),
    ],
  ])("may be written %s", (_name, text) => {
    expect(endpointOf(readKubeconfig(text)).auth.kind).toBe("token");
  });

  it("drops the slash at the end of its path", () => {
    const cluster = CLUSTER.replace(":6443", "/k8s/clusters/c-1/");
    expect(endpointOf(readKubeconfig(kubeconfig({ cluster }))).server).toBe(
      "https://10.0.0.5/k8s/clusters/c-1",
    );
  });
});

const ca = (text: string): string => `server: https://10.0.0.5\n    certificate-authority-data: ${text}`;

describe("what is refused by name", () => {
  const server = (text: string): string => `server: ${text}\n    certificate-authority-data: ${CA}`;

  it.each<[string, string, string, RegExp]>([
    [
      "exec",
      kubeconfig({ user: `exec: {command: touch, args: [${MARKER}]}` }),
      "users[0].user.exec",
      /runs a command/,
    ],
    [
      "exec beside a token",
      kubeconfig({ user: `${USER}\n    exec: {command: touch, args: [${MARKER}]}` }),
      "users[0].user.exec",
      /runs a command/,
    ],
    [
      "auth-provider exec",
      kubeconfig({ user: `auth-provider: {name: exec, config: {exec: {command: touch}}}` }),
      "users[0].user.auth-provider",
      /runs a command/,
    ],
    [
      "auth-provider gcp",
      kubeconfig({ user: `auth-provider: {name: gcp, config: {cmd-path: touch, cmd-args: ${MARKER}}}` }),
      "users[0].user.auth-provider",
      /command/,
    ],
    [
      "auth-provider azure",
      kubeconfig({ user: `auth-provider: {name: azure, config: {cmd-path: touch}}` }),
      "users[0].user.auth-provider",
      /command/,
    ],
    [
      "auth-provider oidc",
      kubeconfig({ user: `auth-provider: {name: oidc, config: {idp-issuer-url: "https://10.1.1.1"}}` }),
      "users[0].user.auth-provider",
      /other servers/,
    ],
    [
      "auth-provider tokenFile",
      kubeconfig({ user: `auth-provider: {name: x, config: {tokenFile: /etc/passwd}}` }),
      "users[0].user.auth-provider",
      /files/,
    ],
    ["tokenFile", kubeconfig({ user: "tokenFile: /etc/passwd" }), "users[0].user.tokenFile", /names a file/],
    [
      "token-file",
      kubeconfig({ user: `${USER}\n    token-file: /etc/passwd` }),
      "users[0].user.token-file",
      /names a file/,
    ],
    [
      "client-certificate",
      kubeconfig({ user: `client-certificate: /a.crt\n    client-key-data: ${KEY}` }),
      "users[0].user.client-certificate",
      /--flatten/,
    ],
    [
      "client-key",
      kubeconfig({ user: `client-key: /a.key\n    client-certificate-data: ${CERT}` }),
      "users[0].user.client-key",
      /--flatten/,
    ],
    [
      "certificate-authority",
      kubeconfig({ cluster: "server: https://10.0.0.5\n    certificate-authority: /ca.crt" }),
      "clusters[0].cluster.certificate-authority",
      /names a file/,
    ],
    [
      "insecure-skip-tls-verify",
      kubeconfig({ cluster: `${CLUSTER}\n    insecure-skip-tls-verify: true` }),
      "clusters[0].cluster.insecure-skip-tls-verify",
      /Give the CA/,
    ],
    [
      "insecure-skip-tls-verify in words",
      kubeconfig({ cluster: `${CLUSTER}\n    insecure-skip-tls-verify: "true"` }),
      "clusters[0].cluster.insecure-skip-tls-verify",
      /Give the CA/,
    ],
    [
      "insecure-skip-tls-verify quoted",
      kubeconfig({ cluster: `${CLUSTER}\n    insecure-skip-tls-verify: "false"` }),
      "clusters[0].cluster.insecure-skip-tls-verify",
      /Give the CA/,
    ],
    [
      "proxy-url",
      kubeconfig({ cluster: `${CLUSTER}\n    proxy-url: socks5://10.9.9.9:1080` }),
      "clusters[0].cluster.proxy-url",
      /another server/,
    ],
    ["as", kubeconfig({ user: `${USER}\n    as: system:admin` }), "users[0].user.as", /somebody else/],
    [
      "as-groups",
      kubeconfig({ user: `${USER}\n    as-groups: [system:masters]` }),
      "users[0].user.as-groups",
      /somebody else/,
    ],
    ["as-uid", kubeconfig({ user: `${USER}\n    as-uid: "0"` }), "users[0].user.as-uid", /somebody else/],
    [
      "as-user-extra",
      kubeconfig({ user: `${USER}\n    as-user-extra: {a: [b]}` }),
      "users[0].user.as-user-extra",
      /somebody else/,
    ],
    ["username", kubeconfig({ user: "username: ana" }), "users[0].user.username", /no passwords/],
    ["password", kubeconfig({ user: "password: pw" }), "users[0].user.password", /no passwords/],
    [
      "an unknown field of a user",
      kubeconfig({ user: `${USER}\n    sudo: true` }),
      "users[0].user.sudo",
      /not know/,
    ],
    [
      "an unknown field of a cluster",
      kubeconfig({ cluster: `${CLUSTER}\n    mirror: x` }),
      "clusters[0].cluster.mirror",
      /not know/,
    ],
    [
      "an unknown field of a context",
      kubeconfig({ context: "cluster: prod\n    user: ana\n    run: x" }),
      "contexts[0].context.run",
      /not know/,
    ],
    ["an unknown field on top", kubeconfig({ more: "secrets: []" }), "secrets", /not know/],
    [
      "__proto__",
      kubeconfig({ user: `${USER}\n    __proto__: {exec: {}}` }),
      "users[0].user.__proto__",
      /not know/,
    ],
    ["constructor", kubeconfig({ more: "constructor: {}" }), "constructor", /not know/],
    ["a merge key", kubeconfig({ user: `${USER}\n    <<: {exec: {}}` }), "users[0].user.<<", /not know/],
    [
      "http",
      kubeconfig({ cluster: server("http://10.0.0.5:6443") }),
      "clusters[0].cluster.server",
      /by https only, not http/,
    ],
    ["file", kubeconfig({ cluster: server("file:///etc/passwd") }), "clusters[0].cluster.server", /not file/],
    [
      "no scheme",
      kubeconfig({ cluster: server("10.0.0.5:6443") }),
      "clusters[0].cluster.server",
      /such as https/,
    ],
    [
      "a user in the address",
      kubeconfig({ cluster: server("https://ana:pw@10.0.0.5") }),
      "clusters[0].cluster.server",
      /user or password/,
    ],
    [
      "a query",
      kubeconfig({ cluster: server('"https://10.0.0.5/?x=1"') }),
      "clusters[0].cluster.server",
      /no \? and no #/,
    ],
    [
      "a fragment",
      kubeconfig({ cluster: server('"https://10.0.0.5/#x"') }),
      "clusters[0].cluster.server",
      /no \? and no #/,
    ],
    [
      "a number as address",
      kubeconfig({ cluster: server("https://2130706433:6443") }),
      "clusters[0].cluster.server",
      /unusual/,
    ],
    [
      "a hexadecimal address",
      kubeconfig({ cluster: server("https://0x7f.1:6443") }),
      "clusters[0].cluster.server",
      /unusual/,
    ],
    [
      "an octal address",
      kubeconfig({ cluster: server("https://0177.0.0.1") }),
      "clusters[0].cluster.server",
      /unusual/,
    ],
    [
      "wide digits",
      kubeconfig({ cluster: server("https://１２７.0.0.1") }),
      "clusters[0].cluster.server",
      /unusual/,
    ],
    [
      "a dotted circle",
      kubeconfig({ cluster: server("https://ⓔxample.com") }),
      "clusters[0].cluster.server",
      /unusual/,
    ],
    [
      "a path that climbs",
      kubeconfig({ cluster: server("https://10.0.0.5/a/../b") }),
      "clusters[0].cluster.server",
      /unusual/,
    ],
    [
      "a backslash",
      kubeconfig({ cluster: server("https://10.0.0.5\\\\@evil.example") }),
      "clusters[0].cluster.server",
      /user or password|unusual/,
    ],
    [
      "a port of no meaning",
      kubeconfig({ cluster: server("https://10.0.0.5:99999") }),
      "clusters[0].cluster.server",
      /not an address/,
    ],
    [
      "a server that is a list",
      kubeconfig({ cluster: `server: [a]\n    certificate-authority-data: ${CA}` }),
      "clusters[0].cluster.server",
      /not a list/,
    ],
    [
      "a server that is missing",
      kubeconfig({ cluster: `certificate-authority-data: ${CA}` }),
      "clusters[0].cluster.server",
      /missing/,
    ],
    [
      "a TLS name that is none",
      kubeconfig({ cluster: `${CLUSTER}\n    tls-server-name: "a b"` }),
      "clusters[0].cluster.tls-server-name",
      /DNS name/,
    ],
    [
      "a missing CA",
      kubeconfig({ cluster: "server: https://10.0.0.5" }),
      "clusters[0].cluster.certificate-authority-data",
      /missing/,
    ],
    [
      "a CA that is not base64",
      kubeconfig({ cluster: ca("'%%%'") }),
      "clusters[0].cluster.certificate-authority-data",
      /no CA certificate/,
    ],
    [
      "a CA that is no PEM",
      kubeconfig({ cluster: ca(base64("hello")) }),
      "clusters[0].cluster.certificate-authority-data",
      /no CA certificate/,
    ],
    [
      "a CA that is a key",
      kubeconfig({ cluster: ca(KEY) }),
      "clusters[0].cluster.certificate-authority-data",
      /no CA certificate/,
    ],
    [
      "a CA of broken DER",
      kubeconfig({ cluster: ca(base64("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----")) }),
      "clusters[0].cluster.certificate-authority-data",
      /no CA certificate/,
    ],
    [
      "a CA of the past",
      kubeconfig({
        cluster: ca(
          base64(
            issue({
              name: "old",
              isCa: true,
              notBefore: new Date(NOW - 9 * DAY),
              notAfter: new Date(NOW - DAY),
            }).certPem,
          ),
        ),
      }),
      "clusters[0].cluster.certificate-authority-data",
      /expired on/,
    ],
    [
      "a token with spaces",
      kubeconfig({ user: "token: Bearer abcdefgh" }),
      "users[0].user.token",
      /not a token/,
    ],
    [
      "a token of the past",
      kubeconfig({ user: `token: ${jwt({ exp: 1_600_000_000 })}` }),
      "users[0].user.token",
      /expired at 2020/,
    ],
    ["no credential at all", kubeconfig({ user: "{}" }), "users[0].user.token", /no token/],
    [
      "two credentials",
      kubeconfig({ user: `${USER}\n    client-certificate-data: ${CERT}\n    client-key-data: ${KEY}` }),
      "users[0].user.token",
      /Keep one/,
    ],
    [
      "a key without certificate",
      kubeconfig({ user: `client-key-data: ${KEY}` }),
      "users[0].user.client-certificate-data",
      /missing/,
    ],
    [
      "a certificate without key",
      kubeconfig({ user: `client-certificate-data: ${CERT}` }),
      "users[0].user.client-key-data",
      /missing/,
    ],
    [
      "a key of another certificate",
      kubeconfig({
        user: `client-certificate-data: ${CERT}\n    client-key-data: ${base64(stranger.keyPem)}`,
      }),
      "users[0].user.client-certificate-data",
      /does not belong/,
    ],
    [
      "a certificate of the past",
      (() => {
        const old = issue(
          { name: "old", notBefore: new Date(NOW - 9 * DAY), notAfter: new Date(NOW - DAY) },
          authority,
        );
        return kubeconfig({
          user: `client-certificate-data: ${base64(old.certPem)}\n    client-key-data: ${base64(old.keyPem)}`,
        });
      })(),
      "users[0].user.client-certificate-data",
      /expired on/,
    ],
    ["no current context", kubeconfig({ top: "" }), "current-context", /ana@prod/],
    [
      "a dangling current context",
      kubeconfig({ top: "current-context: other" }),
      "current-context",
      /no context/,
    ],
    [
      "a dangling cluster",
      kubeconfig({ context: "cluster: gone\n    user: ana" }),
      "contexts[0].context.cluster",
      /no cluster/,
    ],
    [
      "a dangling user",
      kubeconfig({ context: "cluster: prod\n    user: gone" }),
      "contexts[0].context.user",
      /no user/,
    ],
    [
      "two users of one name",
      kubeconfig().replace("contexts:", `- name: ana\n  user: {${USER}}\ncontexts:`),
      "users[1].name",
      /Keep one/,
    ],
    [
      "a user without name",
      kubeconfig().replace("contexts:", `- user: {${USER}}\ncontexts:`),
      "users[1].name",
      /name/,
    ],
    ["users that are no list", "users: {a: 1}\ncurrent-context: x", "users", /a list/],
    ["a foreign kind", kubeconfig().replace("kind: Config", "kind: Secret"), "kind", /kind: Config/],
    [
      "a foreign version",
      kubeconfig().replace("apiVersion: v1", "apiVersion: v9"),
      "apiVersion",
      /apiVersion: v1/,
    ],
    ["a doubled field", kubeconfig({ user: `${USER}\n    token: other-token` }), "token", /twice/],
    ["an anchor", kubeconfig({ user: `token: &a ${TOKEN}` }), "anchor", /Anchors/],
    ["an alias", `a: &x 1\nb: *x`, "anchor", /Anchors/],
    ["a tag", kubeconfig({ user: `token: !!binary ${TOKEN}` }), "tag", /tags/],
    ["a tag of code", "users: !!js/function 'function () {}'", "tag", /tags/],
    ["several documents", `${kubeconfig()}\n---\n${kubeconfig()}`, "document", /one YAML document/],
    ["nothing", "", "document", /nothing|not YAML/],
    ["a word", "hello", "document", /not a kubeconfig/],
    ["a list", "- a", "document", /not a kubeconfig/],
    ["broken YAML", "a: [1, 2", "document", /not YAML/],
    ["a tab as indent", "a:\n\t- b", "document", /not YAML/],
    ["a NUL", "a: \u0000b", "document", /not YAML/],
    ["depth", "[".repeat(40) + "]".repeat(40), "document", /not YAML/],
    ["a key that is a map", "? {a: 1}\n: b", "key", /A key is a word/],
    ["size", `a: ${"x".repeat(262_145)}`, "document", /256 KiB/],
  ])("%s", (_name, text, field, why) => {
    const refusals = refusalsOf(readKubeconfig(text, NOW));
    const refusal = refusals.find((each) => each.field === field);
    expect(refusals.map((each) => each.field)).toContain(field);
    expect(refusal?.why).toMatch(why);
    expect(JSON.stringify(refusals)).not.toContain(TOKEN);
    expect(existsSync(MARKER)).toBe(false);
  });

  it("gives the line of each refused field, and all of them at once", () => {
    const text = kubeconfig({
      cluster: `server: http://10.0.0.5\n    insecure-skip-tls-verify: true`,
      user: `exec: {command: aws}\n    as: root`,
    });
    const lines = text.split("\n");
    const refusals = refusalsOf(readKubeconfig(text));
    for (const key of ["server", "insecure-skip-tls-verify", "exec", "as"]) {
      const refusal = refusals.find((each) => each.field.endsWith(`.${key}`));
      expect(lines[(refusal?.line ?? 0) - 1]).toContain(`${key}:`);
    }
  });

  it("names the join command for the account that is meant, and for no other", () => {
    const commanded = readKubeconfig(kubeconfig({ user: "exec: {command: aws}" }));
    expect(commanded).toMatchObject({ ok: false, execRefused: true });
    const other = kubeconfig().replace("contexts:", "- name: eks\n  user: {exec: {command: aws}}\ncontexts:");
    expect(readKubeconfig(other)).toMatchObject({
      ok: false,
      execRefused: false,
      refusals: [{ field: "users[1].user.exec" }],
    });
    const unchosen = kubeconfig({ user: "exec: {command: aws}", top: "" });
    expect(readKubeconfig(unchosen)).toMatchObject({ ok: false, execRefused: true });
    expect(readKubeconfig(kubeconfig({ cluster: "server: http://a" }))).toMatchObject({ execRefused: false });
  });

  it("checks clusters and users that no context uses", () => {
    const text = kubeconfig()
      .replace(
        "users:",
        "- name: spare\n  cluster: {server: 'https://10.0.0.9', proxy-url: 'http://10.1.1.1'}\nusers:",
      )
      .replace("contexts:", "- name: spare\n  user: {tokenFile: /etc/passwd}\ncontexts:");
    expect(refusalsOf(readKubeconfig(text)).map((each) => each.field)).toEqual([
      "clusters[1].cluster.proxy-url",
      "users[1].user.tokenFile",
    ]);
  });

  it("stops after fifty refusals", () => {
    const text = kubeconfig({ more: Array.from({ length: 500 }, (_, at) => `odd${at}: 1`).join("\n") });
    expect(refusalsOf(readKubeconfig(text))).toHaveLength(50);
  });
});

describe("hostile documents", () => {
  it.each([
    ["18,000 keys", `{${Array.from({ length: 18_000 }, (_, at) => `k${at}: ${at}`).join(", ")}}`],
    ["a flow map of doubles", `{${"a: 1, ".repeat(40_000)}}`.slice(0, 262_000)],
    ["20,000 users", `users:\n${"- {name: a}\n".repeat(20_000)}`],
    ["nested maps", "{a: ".repeat(60_000)],
    ["an alias bomb", `a: &a [x]\n${Array.from({ length: 30 }, (_, at) => `b${at}: [*a, *a]`).join("\n")}`],
    ["long lines", `a: ${"\\".repeat(250_000)}`],
    ["quotes", `a: "${'\\"'.repeat(120_000)}`],
    ["dashes", "- ".repeat(130_000)],
    ["PEM traps", kubeconfig({ user: `token: ${"-----BEGIN CERTIFICATE-----".repeat(9000)}` })],
    [
      "CA traps",
      kubeconfig({
        cluster: `server: https://a\n    certificate-authority-data: "${"-----BEGIN A-----".repeat(15_000)}"`,
      }),
    ],
  ])("end in time: %s", (_name, text) => {
    const started = performance.now();
    expect(readKubeconfig(text.slice(0, 262_144)).ok).toBe(false);
    expect(performance.now() - started).toBeLessThan(1000);
  });

  it("never throw, whatever is pasted", () => {
    const words = fc.constantFrom(
      "users:",
      "- ",
      "name: a\n",
      "  user:",
      "{",
      "}",
      "[",
      "&a ",
      "*a",
      "!!x ",
      "'",
      '"',
      "exec:",
      "\n",
      ": ",
      "? ",
      "|",
      ">",
    );
    fc.assert(
      fc.property(
        fc.array(fc.oneof(words, fc.string({ unit: "binary", maxLength: 8 })), { maxLength: 60 }),
        (parts) => {
          const result = readKubeconfig(parts.join(""));
          expect(result.ok).toBe(false);
          expect(refusalsOf(result).length).toBeGreaterThan(0);
        },
      ),
      { numRuns: 500 },
    );
  });

  it("keep no word of any field that is not read", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme-ascii", minLength: 6, maxLength: 40 }), (noise) => {
        const canary = `zz${Buffer.from(noise, "utf8").toString("hex")}zz`;
        const text = kubeconfig({
          cluster: `${CLUSTER}\n    extensions: [{name: x, extension: ${canary}}]`,
          more: `preferences: {x: ${canary}}\nextensions: [${canary}]`,
        });
        const endpoint = endpointOf(readKubeconfig(text));
        expect(inspect(endpoint, { depth: 9, showHidden: true })).not.toContain(canary);
      }),
    );
  });
});

describe("readEndpoint", () => {
  it.each([
    ["PEM", authority.certPem],
    ["base64 of PEM", CA],
    ["wrapped base64", (CA.match(/.{1,60}/g) ?? []).join("\n")],
  ])("takes address, token and a CA in %s", (_name, caPem) => {
    const endpoint = endpointOf(
      readEndpoint({ server: " https://10.0.0.5:6443/ ", caPem, token: ` ${TOKEN}\n` }),
    );
    expect(endpoint).toMatchObject({ server: "https://10.0.0.5:6443", contextName: "10.0.0.5:6443" });
  });

  it("refuses all three at once, by the names of the form", () => {
    const result = readEndpoint({ server: "http://a", caPem: "x", token: "a b" });
    expect(refusalsOf(result).map((each) => [each.field, each.line])).toEqual([
      ["server", null],
      ["caPem", null],
      ["token", null],
    ]);
  });
});

describe("readJoinBundle", () => {
  const bundle = (value: object): string => `gantry-join:${base64(JSON.stringify(value))}`;
  const whole = { server: "https://10.0.0.5:6443", ca: CA, token: TOKEN };

  it.each([
    ["alone", bundle(whole)],
    ["with a CA in PEM", bundle({ ...whole, ca: authority.certPem })],
    ["wrapped by a terminal", (bundle(whole).match(/.{1,80}/g) ?? []).join("\r\n")],
    ["among other lines", `serviceaccount/gantry created\n${bundle(whole)}\nana@laptop:~$ `],
  ])("is read %s", (_name, text) => {
    expect(endpointOf(readJoinBundle(text))).toMatchObject({ server: whole.server, auth: { kind: "token" } });
  });

  it.each([
    ["another text", "hello", /gantry-join/],
    ["half of it", bundle(whole).slice(0, 80), /cut or changed/],
    ["another field", bundle({ ...whole, exec: "x" }), /cut or changed/],
    ["a missing field", bundle({ server: whole.server, token: TOKEN }), /cut or changed/],
    ["two bundles", `${bundle(whole)}; ${bundle(whole)}`, /not several/],
    ["a megabyte", `gantry-join:${"A".repeat(1_000_000)}`, /gantry-join/],
    ["many short pieces", `gantry-join:${"A ".repeat(60_000)}`, /cut or changed/],
    ["no JSON", `gantry-join:${base64("hello")}`, /cut or changed/],
    ["another scheme", bundle({ ...whole, server: "http://10.0.0.5" }), /https only/],
  ])("refuses %s", (_name, text, why) => {
    expect(refusalsOf(readJoinBundle(text))[0]?.why).toMatch(why);
  });
});
