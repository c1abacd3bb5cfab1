import "server-only";

interface Account {
  why: string;
  account: string;
  grants: readonly string[];
  /** What follows the account in its last grant. */
  ending?: string;
}

/** What Vitess asks of the account that carries queries: data and schema, never the rights over other accounts' data. */
const DATA_AND_SCHEMA = [
  "SELECT, INSERT, UPDATE, DELETE, CREATE, DROP, RELOAD, PROCESS, FILE, REFERENCES, INDEX, ALTER",
  "SHOW DATABASES, CREATE TEMPORARY TABLES, LOCK TABLES, EXECUTE, REPLICATION CLIENT, CREATE VIEW, SHOW VIEW",
  "CREATE ROUTINE, ALTER ROUTINE, CREATE USER, EVENT, TRIGGER",
].join(", ");
const AND_REPLICATION = `${DATA_AND_SCHEMA}, REPLICATION SLAVE`;

/** The names are fixed by the flags that the operator gives vttablet and mysqlctld (vitess-operator, pkg/operator/vttablet). */
const ACCOUNTS: readonly Account[] = [
  {
    why: "Administration by vttablet and mysqlctld, over the socket. The backups of MySQL Shell need PROXY.",
    account: "'vt_dba'@'localhost'",
    grants: ["ALL ON *.*", "GRANT OPTION ON *.*", "PROXY ON ''@''"],
    ending: " WITH GRANT OPTION",
  },
  { why: "Queries of applications.", account: "'vt_app'@'localhost'", grants: [`${DATA_AND_SCHEMA} ON *.*`] },
  {
    why: "Reading for debugging.",
    account: "'vt_appdebug'@'localhost'",
    grants: ["SELECT, SHOW DATABASES, PROCESS ON *.*"],
  },
  {
    why: "Administration that needs no SUPER.",
    account: "'vt_allprivs'@'localhost'",
    grants: [`${AND_REPLICATION} ON *.*`],
  },
  {
    why: "Replication between tablets. It has no password: keep strangers off port 3306 by a NetworkPolicy.",
    account: "'vt_repl'@'%'",
    grants: ["REPLICATION SLAVE ON *.*"],
  },
  {
    why: "VReplication: resharding, moving tables, online schema changes.",
    account: "'vt_filtered'@'localhost'",
    grants: [`${AND_REPLICATION} ON *.*`],
  },
  {
    why: "Monitoring.",
    account: "'vt_monitoring'@'localhost'",
    grants: [
      "SELECT, PROCESS, REPLICATION CLIENT, RELOAD ON *.*",
      "SELECT, UPDATE, DELETE, DROP ON performance_schema.*",
    ],
  },
];

/** Majors whose mysqld starts with super_read_only, and takes its accounts as below. */
const MAJORS = new Set(["23", "24"]);

function accountSql({ why, account, grants, ending = "" }: Account): string[] {
  const last = grants.length - 1;
  return [
    `# ${why}`,
    `CREATE USER ${account};`,
    ...grants.map((grant, at) => `GRANT ${grant} TO ${account}${at === last ? ending : ""};`),
    "",
  ];
}

/**
 * A SET of which the second part is for MySQL 8 and later alone: MariaDB passes the comment over, having no
 * super_read_only. It must not stand alone, since MariaDB refuses an empty statement among others.
 */
const set = (always: string, onMysql: string): string => `SET ${always} /*!80000 ${onMysql} */;`;

/**
 * The SQL that mysqlctld runs once on an empty data directory, as one query of many statements, like Vitess'
 * config/init_db.sql of the same version. Tablets start with super_read_only, so it is lifted and put back; nothing goes
 * into the binary log, since that would be an errant transaction on every replica. Throws for a version not known here.
 */
export function initDbSql(vitessVersion: string): string {
  const major = vitessVersion.split(".")[0] ?? "";
  if (!MAJORS.has(major)) throw new RangeError(`No first SQL is known for Vitess ${vitessVersion}.`);
  return [
    `# Written by Gantry for Vitess ${vitessVersion}; runs once, before the first start of a tablet.`,
    "# super_read_only stops the statements below; read_only stays as it is.",
    set("@original_super_read_only = 0", "+ @@global.super_read_only"),
    set("@accounts = 'are made'", ", GLOBAL super_read_only = 0"),
    "SET sql_log_bin = 0;",
    "",
    "# No anonymous account, no root from afar, no test schema.",
    "DELETE FROM mysql.user WHERE User = '';",
    "DELETE FROM mysql.user WHERE User = 'root' AND Host != 'localhost';",
    "DROP DATABASE IF EXISTS test;",
    "",
    ...ACCOUNTS.flatMap(accountSql),
    "FLUSH PRIVILEGES;",
    set("@accounts = 'are there'", ", GLOBAL super_read_only = @original_super_read_only"),
    "",
  ].join("\n");
}
