import { describe, expect, it } from "vitest";
import { z } from "zod";
import { toVitessCluster } from "@/lib/kube/vitess-cluster";
import { vitessImages } from "@/lib/kube/vitess-images";

const Written = z.object({
  images: z.object({
    mysqld: z.object({ mysql80Compatible: z.string() }),
    mysqldExporter: z.string(),
  }),
  cells: z.array(z.object({ gateway: z.object({ extraFlags: z.record(z.string(), z.string()) }) })),
});

function written(vitessVersion: string): z.output<typeof Written> {
  const object = toVitessCluster(
    {
      name: "shop",
      keyspace: "main",
      size: "small",
      availability: "zone",
      zones: ["eu-1a", "eu-1b", "eu-1c"],
      zoneLabel: "beta",
      vtgatesPerZone: 1,
      storageClass: "gp3",
      storageBytes: 20 * 1024 ** 3,
      vitessVersion,
    },
    { namespace: "n", labels: {}, annotations: {}, usersSecret: "u", initSecret: "i" },
  );
  return Written.parse(object["spec"]);
}

describe("what the operator makes of images", () => {
  it("is told the exporter that reads what this operator passes", () => {
    // v2.16.0 env_vars.go passes DATA_SOURCE_NAME and a my.cnf without a client; v2.17.0 mysqlctld.go writes one.
    expect(written("23.0.0").images.mysqldExporter).toBe("prom/mysqld-exporter:v0.14.0");
    expect(written("24.0.0").images.mysqldExporter).toBe("prom/mysqld-exporter:v0.18.0");
  });

  it.each(["24.0.0", "23.0.0"])(
    "%s: tells vtgates from the start the version that it would add once there is a shard",
    (version) => {
      // vitesscell_controller.go takes the image from the first VitessShard, mysql.go what follows its first colon.
      const { images, cells } = written(version);
      const tag = images.mysqld.mysql80Compatible.split(":")[1] ?? "";
      expect(cells).toHaveLength(3);
      for (const { gateway } of cells)
        expect(gateway.extraFlags).toMatchObject({ mysql_server_version: `${tag}-Vitess` });
    },
  );

  it("is refused for a Vitess that no operator of the catalogue is paired with", () => {
    expect(() => vitessImages("25.0.0")).toThrow("Vitess 25.0.0");
  });
});
