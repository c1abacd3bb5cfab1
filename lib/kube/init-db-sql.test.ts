import { describe, expect, it } from "vitest";
import { initDbSql } from "@/lib/kube/init-db-sql";

const statements = initDbSql("24.0.0")
  .split("\n")
  .filter((line) => line !== "" && !line.startsWith("#"));
/** The statements as each server reads them: MySQL takes what stands in a comment of its own, MariaDB passes it over. */
const onMysql = statements.map((line) =>
  line.replace(/ ?\/\*!80000 (?=,)/, "").replace(/\/\*!80000 | \*\//g, ""),
);
const onMariaDb = statements.map((line) => line.replace(/ ?\/\*!80000 .*\*\//, ""));

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
    expect(onMysql.slice(0, 3)).toEqual([
      "SET @original_super_read_only = 0 + @@global.super_read_only;",
      "SET @accounts = 'are made', GLOBAL super_read_only = 0;",
      "SET sql_log_bin = 0;",
    ]);
    expect(onMysql.at(-1)).toBe(
      "SET @accounts = 'are there', GLOBAL super_read_only = @original_super_read_only;",
    );
  });

  it("says nothing of super_read_only to MariaDB, and leaves it no empty statement", () => {
    expect(onMariaDb.join("\n")).not.toMatch(/GLOBAL|@@/);
    for (const line of onMariaDb) expect(line).toMatch(/^[A-Z].*[^; ];$/);
    expect(onMariaDb.length).toBe(onMysql.length);
  });

  it("grants what Vitess' own config/init_db.sql grants, but SUPER to monitoring", () => {
    const grants = statements.filter((line) => line.startsWith("GRANT "));
    expect(grants.filter((line) => line.includes("'vt_dba'"))).toEqual([
      "GRANT ALL ON *.* TO 'vt_dba'@'localhost';",
      "GRANT GRANT OPTION ON *.* TO 'vt_dba'@'localhost';",
      "GRANT PROXY ON ''@'' TO 'vt_dba'@'localhost' WITH GRANT OPTION;",
    ]);
    expect(grants.join("\n")).not.toContain("SUPER");
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
