import { describe, expect, it } from "vitest";
import { initDbSql } from "@/lib/kube/init-db-sql";

const statements = initDbSql("24.0.0")
  .split("\n")
  .filter((line) => line !== "" && !line.startsWith("#"));

describe("initDbSql", () => {
  it("makes every account that the operator's flags name, each before its grants", () => {
    for (const name of ["dba", "app", "appdebug", "allprivs", "repl", "filtered", "monitoring"]) {
      const host = name === "repl" ? "%" : "localhost";
      const account = `'vt_${name}'@'${host}'`;
      const made = statements.indexOf(`CREATE USER ${account};`);
      const granted = statements.findIndex(
        (line) => line.startsWith("GRANT ") && line.endsWith(`TO ${account};`),
      );
      expect(made, account).toBeGreaterThan(-1);
      expect(granted, account).toBeGreaterThan(made);
    }
  });

  it("lifts super_read_only first and puts it back last, and writes nothing to the binary log", () => {
    expect(statements.slice(0, 3)).toEqual([
      "SET @original_super_read_only = IF(@@global.super_read_only = 1, 'ON', 'OFF');",
      "SET GLOBAL super_read_only = 'OFF';",
      "SET sql_log_bin = 0;",
    ]);
    expect(statements.at(-1)).toBe("SET GLOBAL super_read_only = IFNULL(@original_super_read_only, 'ON');");
  });

  it("has one statement a line, none that MySQL 8.4 dropped, and no published password", () => {
    for (const line of statements) expect(line).toMatch(/^[A-Z].*[^;];$/);
    const text = statements.join("\n");
    expect(text).not.toMatch(/RESET (MASTER|SLAVE)|IDENTIFIED BY|orc_client/);
  });

  it("refuses a Vitess that it does not know", () => {
    expect(() => initDbSql("17.0.3")).toThrow("Vitess 17.0.3");
    expect(() => initDbSql("")).toThrow(RangeError);
  });
});
