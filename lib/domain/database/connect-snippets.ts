/** Where an application inside the cluster reaches a database. The password is never in it. */
export interface ConnectPlace {
  host: string;
  port: number;
  user: string;
  /** The keyspace; `@replica` behind it reads from replicas. */
  database: string;
}

export interface Snippet {
  language: string;
  text: string;
}

/** The name of the variable that the snippets read the password from. */
const PASSWORD_VARIABLE = "DATABASE_PASSWORD";

function node({ host, port, user, database }: ConnectPlace): string {
  return `import mysql from "mysql2/promise";

const connection = await mysql.createConnection({
  host: "${host}",
  port: ${port},
  user: "${user}",
  password: process.env.${PASSWORD_VARIABLE},
  database: "${database}",
});
const [rows] = await connection.query("select 1");`;
}

function python({ host, port, user, database }: ConnectPlace): string {
  return `import os
import pymysql

connection = pymysql.connect(
    host="${host}",
    port=${port},
    user="${user}",
    password=os.environ["${PASSWORD_VARIABLE}"],
    database="${database}",
)
with connection.cursor() as cursor:
    cursor.execute("select 1")`;
}

function go({ host, port, user, database }: ConnectPlace): string {
  return `import (
	"database/sql"
	"os"

	"github.com/go-sql-driver/mysql"
)

config := mysql.NewConfig()
config.User = "${user}"
config.Passwd = os.Getenv("${PASSWORD_VARIABLE}")
config.Net = "tcp"
config.Addr = "${host}:${port}"
config.DBName = "${database}"
db, err := sql.Open("mysql", config.FormatDSN())`;
}

function java({ host, port, user, database }: ConnectPlace): string {
  return `String url = "jdbc:mysql://${host}:${port}/${database}";
Connection connection = DriverManager.getConnection(
    url, "${user}", System.getenv("${PASSWORD_VARIABLE}"));`;
}

/** One snippet a language, for an application that runs inside the cluster. */
export function connectSnippets(place: ConnectPlace): Snippet[] {
  const { host, port, user, database } = place;
  return [
    {
      language: "mysql",
      text: `MYSQL_PWD="$${PASSWORD_VARIABLE}" \\\n  mysql -h ${host} -P ${port} -u ${user} ${database}`,
    },
    { language: "Node", text: node(place) },
    { language: "Python", text: python(place) },
    { language: "Go", text: go(place) },
    { language: "Java", text: java(place) },
  ];
}
