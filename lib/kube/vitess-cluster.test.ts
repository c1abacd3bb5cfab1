import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { loadAll } from "js-yaml";
import { describe, expect, it } from "vitest";
import type { DatabaseSpec } from "@/lib/domain/database/spec";
import { podsOf, type Component } from "@/lib/domain/placement/pods";
import type { KubeObject } from "@/lib/kube/object";
import { faultsOf } from "@/lib/kube/testing/structural-schema";
import { toVitessCluster } from "@/lib/kube/vitess-cluster";

const FOLDER = process.env["GANTRY_OPERATOR_DIR"] ?? join(process.cwd(), "../shared/vitess-operator");
const there = existsSync(FOLDER);
if (!there && process.env["CI"] === "true") throw new Error("CI needs the operator's manifests.");

const GI = 1024 ** 3;

const spec = (change: Partial<DatabaseSpec> = {}): DatabaseSpec => ({
  name: "shop",
  keyspace: "main",
  size: "small",
  availability: "zone",
  zones: ["eu-1a", "eu-1b", "eu-1c"],
  zoneLabel: "beta",
  vtgatesPerZone: 2,
  storageClass: "gp3",
  storageBytes: 20 * GI,
  vitessVersion: "24.0.0",
  ...change,
});

const make = (change: Partial<DatabaseSpec> = {}): KubeObject =>
  toVitessCluster(spec(change), {
    namespace: "gantry-acme",
    labels: { "gantry/database": "db_1" },
    annotations: { "gantry/generation": "1" },
    usersSecret: "shop-users",
    initSecret: "shop-init",
  });

const ALL: DatabaseSpec[] = (["dev", "small", "medium", "large"] as const).flatMap((size) =>
  (["zone", "node", "single"] as const).flatMap((availability) =>
    (["beta", "topology", "none"] as const)
      .filter((zoneLabel) => availability !== "zone" || zoneLabel !== "none")
      .flatMap((zoneLabel) =>
        [1, 2, 8].flatMap((vtgatesPerZone) =>
          ["24.0.0", "23.0.0"].map((vitessVersion) =>
            spec({
              size,
              availability,
              zoneLabel,
              vtgatesPerZone,
              vitessVersion,
              zones: availability === "zone" ? ["eu-1a", "eu-1b", "eu-1c"] : [],
            }),
          ),
        ),
      ),
  ),
);

const dig = (value: unknown, path: string): unknown =>
  path.split(".").reduce((at: unknown, key) => (at as Record<string, unknown> | undefined)?.[key], value);

/** The affinity of each kind of pods, as text, where the manifest writes one. */
function affinities(object: KubeObject): Record<string, string> {
  const pools = dig(object, "spec.keyspaces.0.partitionings.0.equal.shardTemplate.tabletPools") as unknown[];
  const cells = dig(object, "spec.cells") as unknown[];
  return {
    etcd: JSON.stringify(dig(object, "spec.globalLockserver.etcd.affinity")),
    vtctld: JSON.stringify(dig(object, "spec.vitessDashboard.affinity")),
    vtorc: JSON.stringify(dig(object, "spec.keyspaces.0.vitessOrchestrator.affinity")),
    ...Object.fromEntries(pools.map((pool, at) => [`vttablet${at}`, JSON.stringify(dig(pool, "affinity"))])),
    ...Object.fromEntries(
      cells.map((cell, at) => [`vtgate${at}`, JSON.stringify(dig(cell, "gateway.affinity"))]),
    ),
  };
}

describe.skipIf(!there)("against the real CRD (needs ../shared/vitess-operator)", () => {
  it.each(["2.16.0", "2.17.0"])(
    "operator %s accepts every combination, and nothing unknown is in it",
    (version) => {
      const documents = loadAll(readFileSync(join(FOLDER, `operator-v${version}.yaml`), "utf8"));
      const crd = documents.find((each) => dig(each, "metadata.name") === "vitessclusters.planetscale.com");
      const schema = dig(crd, "spec.versions.0.schema.openAPIV3Schema.properties.spec") as Record<
        string,
        unknown
      >;
      expect(ALL.length).toBe(192);
      for (const each of ALL) {
        const object = toVitessCluster(each, {
          namespace: "n",
          labels: {},
          annotations: {},
          usersSecret: "u",
          initSecret: "i",
        });
        expect(faultsOf(schema, object["spec"]), JSON.stringify(each)).toEqual([]);
      }
      const wrong = {
        ...(make()["spec"] as object),
        turndownPolicy: "Immediate",
        cells: [{ name: "has-hyphen" }],
      };
      expect(faultsOf(schema, wrong)).toEqual([
        ".cells[0].name: not ^[A-Za-z0-9]([_.A-Za-z0-9]*[A-Za-z0-9])?$",
        ".turndownPolicy: unknown field",
      ]);
    },
  );
});

describe("zones", () => {
  it("names the zone of a cell only where the operator's own label is there", () => {
    expect(dig(make(), "spec.cells.1")).toMatchObject({ name: "eu1b", zone: "eu-1b" });
    expect(dig(make({ zoneLabel: "topology" }), "spec.cells.1")).not.toHaveProperty("zone");
  });

  it.each(["beta", "topology"] as const)(
    "repeats the %s pin wherever an affinity replaces the operator's",
    (zoneLabel) => {
      const key =
        zoneLabel === "beta" ? "failure-domain.beta.kubernetes.io/zone" : "topology.kubernetes.io/zone";
      const other =
        zoneLabel === "beta" ? "topology.kubernetes.io/zone" : "failure-domain.beta.kubernetes.io/zone";
      const pin = (...zones: string[]) => JSON.stringify({ key, operator: "In", values: zones });
      const found = affinities(make({ zoneLabel }));
      expect(found["vttablet1"]).toContain(pin("eu-1b"));
      expect(found["vtgate2"]).toContain(pin("eu-1c"));
      expect(found["vtctld"]).toContain(pin("eu-1a"));
      expect(found["etcd"]).toContain(pin("eu-1a", "eu-1b", "eu-1c"));
      expect(JSON.stringify(found)).not.toContain(other);
    },
  );

  it("leaves the pin of each vtorc to the operator where that can do it", () => {
    expect(affinities(make())["vtorc"]).toBeUndefined();
    expect(affinities(make({ zoneLabel: "topology" }))["vtorc"]).toContain('["eu-1a","eu-1b","eu-1c"]');
  });

  it("pins nothing to a zone at the other levels", () => {
    for (const availability of ["node", "single"] as const) {
      expect(JSON.stringify(make({ availability, zones: [] }))).not.toContain('"operator":"In"');
    }
  });
});

const required = (text: string | undefined): string[] => {
  const parsed = JSON.parse(text ?? "{}") as unknown;
  const terms = dig(parsed, "podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution");
  return ((terms ?? []) as { topologyKey: string }[]).map((term) => term.topologyKey);
};

describe("keeping apart", () => {
  it("puts tablets of a shard on different nodes wherever the level survives one", () => {
    for (const availability of ["zone", "node"] as const) {
      const found = affinities(make({ availability }));
      for (const at of [0, 1, 2])
        expect(required(found[`vttablet${at}`])).toEqual(["kubernetes.io/hostname"]);
    }
    expect(required(affinities(make({ availability: "single" }))["vttablet0"])).toEqual([]);
  });

  it("puts members of the topology server into different zones, or on different nodes", () => {
    expect(required(affinities(make())["etcd"])).toEqual(["failure-domain.beta.kubernetes.io/zone"]);
    expect(required(affinities(make({ zoneLabel: "topology" }))["etcd"])).toEqual([
      "topology.kubernetes.io/zone",
    ]);
    expect(required(affinities(make({ availability: "node" }))["etcd"])).toEqual(["kubernetes.io/hostname"]);
  });

  it("never asks a Deployment for a free node, which would stop its rollout", () => {
    for (const availability of ["zone", "node", "single"] as const) {
      const found = affinities(make({ availability, zoneLabel: "topology" }));
      for (const name of ["vtgate0", "vtctld", "vtorc"]) expect(required(found[name]), name).toEqual([]);
    }
    expect(
      dig(make({ availability: "node" }), "spec.cells.0.gateway.topologySpreadConstraints.0.maxSkew"),
    ).toBe(5);
    expect(dig(make(), "spec.cells.0.gateway")).not.toHaveProperty("topologySpreadConstraints");
  });

  it("keeps every pod off nodes that the images are not built for", () => {
    for (const [name, text] of Object.entries(affinities(make({ zoneLabel: "topology" })))) {
      expect(text, name).toContain('{"key":"kubernetes.io/arch","operator":"NotIn"');
    }
  });

  it("selects pods by labels that the operator gives them", () => {
    expect(affinities(make())["vttablet0"]).toContain(
      JSON.stringify({
        "planetscale.com/cluster": "shop",
        "planetscale.com/component": "vttablet",
        "planetscale.com/keyspace": "main",
        "planetscale.com/shard": "x-x",
      }),
    );
  });
});

const milli = (text: string): number =>
  text.endsWith("m") ? Number.parseInt(text, 10) : Number(text) * 1000;
const mebi = (text: string): number => Number.parseInt(text, 10) * (text.endsWith("Gi") ? 1024 : 1);
const ask = (...sources: unknown[]): [number, number] =>
  sources
    .map((each): [number, number] => [
      milli(dig(each, "resources.requests.cpu") as string),
      mebi(dig(each, "resources.requests.memory") as string),
    ])
    .reduce(([cpu, memory], [moreCpu, moreMemory]) => [cpu + moreCpu, memory + moreMemory]);

const pages = (size: DatabaseSpec["size"]): unknown =>
  dig(
    make({ size }),
    "spec.keyspaces.0.partitionings.0.equal.shardTemplate.tabletPools.0.mysqld.configOverrides",
  );

describe("what is asked for", () => {
  it("is exactly what the plan counted, for every pod", () => {
    for (const each of ALL) {
      const object = toVitessCluster(each, {
        namespace: "n",
        labels: {},
        annotations: {},
        usersSecret: "u",
        initSecret: "i",
      });
      const planned = (component: Component): [number, number] => {
        const pod = podsOf(each).find((one) => one.component === component);
        return [pod?.cpuMilli ?? 0, (pod?.memoryBytes ?? 0) / 1024 ** 2];
      };
      const pool = dig(object, "spec.keyspaces.0.partitionings.0.equal.shardTemplate.tabletPools.0");
      expect(ask(dig(pool, "vttablet"), dig(pool, "mysqld"), dig(pool, "mysqldExporter"))).toEqual(
        planned("vttablet"),
      );
      expect(ask(dig(object, "spec.cells.0.gateway"))).toEqual(planned("vtgate"));
      expect(ask(dig(object, "spec.globalLockserver.etcd"))).toEqual(planned("etcd"));
      expect(ask(dig(object, "spec.vitessDashboard"))).toEqual(planned("vtctld"));
      expect(ask(dig(object, "spec.keyspaces.0.vitessOrchestrator"))).toEqual(planned("vtorc"));
      const cells = dig(object, "spec.cells") as unknown[];
      const gateways = cells.reduce((sum: number, cell) => sum + Number(dig(cell, "gateway.replicas")), 0);
      expect(gateways).toBe(podsOf(each).filter((one) => one.component === "vtgate").length);
    }
  });

  it("leaves mysqld memory beside its pages", () => {
    expect(pages("dev")).toBe("innodb_buffer_pool_size=536870912\nmax_connections=1000\n");
    expect(pages("medium")).toBe("innodb_buffer_pool_size=5368709120\nmax_connections=1000\n");
  });
});

describe("what is never left out", () => {
  it("closes the pages that change things, in all four programs", () => {
    const object = make();
    for (const path of [
      "spec.vitessDashboard.extraFlags",
      "spec.cells.0.gateway.extraFlags",
      "spec.keyspaces.0.vitessOrchestrator.extraFlags",
      "spec.keyspaces.0.partitionings.0.equal.shardTemplate.tabletPools.0.vttablet.extraFlags",
    ]) {
      expect(dig(object, path), path).toMatchObject({ security_policy: "read-only" });
    }
  });

  it("writes the update strategy, every image, the classes of all disks and the users of all vtgates", () => {
    const object = make();
    expect(dig(object, "spec.updateStrategy")).toEqual({ type: "Immediate" });
    expect(dig(object, "spec.images")).toEqual({
      vtctld: "vitess/lite:v24.0.0-mysql80",
      vtgate: "vitess/lite:v24.0.0-mysql80",
      vttablet: "vitess/lite:v24.0.0-mysql80",
      vtbackup: "vitess/lite:v24.0.0-mysql80",
      vtorc: "vitess/lite:v24.0.0-mysql80",
      mysqld: { mysql80Compatible: "mysql:8.0.40" },
      mysqldExporter: "prom/mysqld-exporter:v0.18.0",
    });
    expect(dig(object, "spec.globalLockserver.etcd.dataVolumeClaimTemplate.storageClassName")).toBe("gp3");
    for (const at of [0, 1, 2]) {
      expect(dig(object, `spec.cells.${at}.gateway.authentication.static.secret`)).toEqual({
        name: "shop-users",
        key: "users.json",
      });
    }
  });

  it("asks for acknowledged writes only where another tablet can give them", () => {
    expect(dig(make(), "spec.keyspaces.0.durabilityPolicy")).toBe("semi_sync");
    expect(dig(make({ availability: "single" }), "spec.keyspaces.0.durabilityPolicy")).toBe("none");
  });

  it("refuses a Vitess without known images", () => {
    expect(() => make({ vitessVersion: "99.0.0" })).toThrow("Vitess 99.0.0");
  });
});
