import {
  DEFAULT_IMAGE,
  DEFAULT_MYSQLD_IMAGE,
  GRPC_PORT,
  httpProbe,
  livenessProbe,
  MYSQL_PORT,
  mysqlVersionFlags,
  present,
  toArgs,
  topoFlags,
  VITESS_SECURITY,
  WEB_PORT,
} from "@/lib/sandbox/standins/operator/containers";
import { LABEL } from "@/lib/sandbox/standins/operator/labels";
import type { TabletPool, VitessShard } from "@/lib/sandbox/standins/operator/spec";

/** One wanted tablet; its pod and its claim have the same name. */
export interface TabletPlace {
  pool: TabletPool;
  index: number;
  uid: number;
  alias: string;
  name: string;
}

/** Files that mysqlctld adds to my.cnf, in order; the pool's own overrides come last. */
function extraMyCnf(pool: TabletPool): string {
  const folder = "/vt/config/mycnf";
  const own = pool.mysqld?.configOverrides ?? "";
  return [
    `${folder}/rbr.cnf`,
    `${folder}/log-error.cnf`,
    `${folder}/socket.cnf`,
    ...(own === "" ? [] : ["/pod-config/mysqld-config-overrides", `${folder}/vtbackup.cnf`]),
  ].join(":");
}

const POD_IP = { name: "POD_IP", valueFrom: { fieldRef: { apiVersion: "v1", fieldPath: "status.podIP" } } };

function mounts(pool: TabletPool) {
  const data =
    pool.dataVolumeClaimTemplate === undefined
      ? { mountPath: "/vt/vtdataroot", name: "vt-root", subPath: "vtdataroot" }
      : { mountPath: "/vt/vtdataroot", name: "persistent-volume-claim", subPath: "vtdataroot" };
  const hasOverrides = (pool.mysqld?.configOverrides ?? "") !== "";
  const shared = [
    { mountPath: "/vt/config", name: "vt-root", readOnly: true, subPath: "config" },
    { mountPath: "/vt/socket", name: "vt-root", subPath: "socket" },
    ...(hasOverrides ? [{ mountPath: "/pod-config", name: "pod-config", readOnly: true }] : []),
    data,
    { mountPath: "/vt/secrets/db-init-script", name: "db-init-script-secret", readOnly: true },
  ];
  const bin = { mountPath: "/vt/bin", name: "vt-root", readOnly: true, subPath: "bin" };
  return {
    data,
    vttablet: [...shared, ...(pool.extraVolumeMounts ?? [])],
    mysqld: [bin, ...shared, ...(pool.extraVolumeMounts ?? [])],
  };
}

const ROOT_SCRIPT = `set -ex
mkdir -p /mnt/vt/bin
cp --no-clobber /vt/bin/mysqlctld /mnt/vt/bin/
mkdir -p /mnt/vt/config
if [[ -d /vt/config/mycnf ]]; then
  cp --no-clobber -R /vt/config/mycnf /mnt/vt/config/
else
  mkdir -p /mnt/vt/config/mycnf
fi
mkdir -p /mnt/vt/vtdataroot
ln -sf /dev/stderr /mnt/vt/config/stderr.symlink
echo "log-error = /vt/config/stderr.symlink" > /mnt/vt/config/mycnf/log-error.cnf
echo "binlog_format=row" > /mnt/vt/config/mycnf/rbr.cnf
echo "socket = /vt/socket/mysql.sock" > /mnt/vt/config/mycnf/socket.cnf
echo -e "[client]\\nuser=vt_dba\\nsocket=/vt/socket/mysql.sock\\n" > /mnt/vt/config/mycnf/client.cnf
`;

const SOCKET_SCRIPT = `set -ex
cd /vt/vtdataroot
for mycnf in $(find . -mindepth 2 -maxdepth 2 -path './vt_*/my.cnf'); do
  sed -i -e 's,^socket[ \\t]*=.*$,socket = /vt/socket/mysql.sock,' "\${mycnf}"
done
`;

export function tabletInitContainers(shard: VitessShard, pool: TabletPool): object[] {
  const script = (name: string, text: string, volumeMounts: object[]) => ({
    name,
    image: shard.spec.images.vttablet ?? DEFAULT_IMAGE,
    command: ["bash", "-c"],
    args: [text],
    resources: pool.vttablet.resources,
    securityContext: VITESS_SECURITY,
    volumeMounts,
  });
  return [
    script("init-vt-root", ROOT_SCRIPT, [{ mountPath: "/mnt/vt", name: "vt-root" }]),
    ...(pool.dataVolumeClaimTemplate === undefined
      ? []
      : [script("init-mysql-socket", SOCKET_SCRIPT, [mounts(pool).data])]),
  ];
}

function vttabletArgs(shard: VitessShard, place: TabletPlace): string[] {
  const { spec } = shard;
  const keyspace = shard.metadata.labels?.[LABEL.keyspace] ?? "";
  return toArgs(
    {
      "builtinbackup-incremental-restore-path": "/vt/vtdataroot",
      db_app_user: "vt_app",
      db_charset: "utf8mb4",
      db_dba_user: "vt_dba",
      db_filtered_user: "vt_filtered",
      db_repl_user: "vt_repl",
      enable_replication_reporter: true,
      enforce_strict_trans_tables: true,
      grpc_max_message_size: 67_108_864,
      grpc_port: 15_999,
      health_check_interval: "5s",
      init_db_name_override: spec.databaseName ?? `vt_${keyspace}`,
      init_keyspace: keyspace,
      init_shard: spec.name,
      init_tablet_type: place.pool.type,
      logtostderr: true,
      mycnf_socket_file: "/vt/socket/mysql.sock",
      mysqlctl_socket: "/vt/socket/mysqlctl.sock",
      port: 15_000,
      "queryserver-config-max-result-size": 100_000,
      "queryserver-config-pool-size": 96,
      "queryserver-config-query-timeout": "900s",
      "queryserver-config-stream-pool-size": 96,
      "queryserver-config-transaction-cap": 300,
      service_map: "grpc-queryservice,grpc-tabletmanager,grpc-updatestream",
      "tablet-path": place.alias,
      tablet_hostname: "$(POD_IP)",
      ...topoFlags(spec.globalLockserver),
    },
    // The mysqld image's version wins over a user's flag here, as in the operator.
    { ...spec.extraVitessFlags, ...place.pool.vttablet.extraFlags, ...versionText(shard) },
  );
}

const versionText = (shard: VitessShard): Record<string, string> =>
  Object.fromEntries(
    Object.entries(mysqlVersionFlags(shard.spec.images.mysqld?.mysql80Compatible)).map(([name, value]) => [
      name,
      String(value),
    ]),
  );

const EXPORTER_RESOURCES = {
  limits: { cpu: "100m", memory: "128Mi" },
  requests: { cpu: "10m", memory: "32Mi" },
};

/** vttablet and mysqlctld see the same my.cnf, so they get the same environment. */
function sharedEnv(pool: TabletPool): unknown[] {
  return [
    { name: "VTROOT", value: "/vt" },
    { name: "VTDATAROOT", value: "/vt/vtdataroot" },
    { name: "VT_MYSQL_ROOT", value: "/usr" },
    { name: "MYSQL_FLAVOR", value: "MySQL80" },
    { name: "EXTRA_MY_CNF", value: extraMyCnf(pool) },
    POD_IP,
    ...(pool.extraEnv ?? []),
  ];
}

function mysqld(shard: VitessShard, place: TabletPlace): object {
  const { pool, uid } = place;
  const args = toArgs(
    {
      db_charset: pool.vttablet.extraFlags?.["db_charset"] ?? "utf8mb4",
      db_dba_user: "vt_dba",
      init_db_sql_file: `/vt/secrets/db-init-script/${shard.spec.databaseInitScriptSecret.key}`,
      logtostderr: true,
      mysql_socket: "/vt/socket/mysql.sock",
      socket_file: "/vt/socket/mysqlctl.sock",
      tablet_uid: uid,
      wait_time: "2h0m0s",
    },
    versionText(shard),
  );
  return {
    name: "mysqld",
    image: shard.spec.images.mysqld?.mysql80Compatible ?? DEFAULT_MYSQLD_IMAGE,
    command: ["/vt/bin/mysqlctld"],
    args,
    env: sharedEnv(pool),
    ports: [MYSQL_PORT],
    readinessProbe: { tcpSocket: { port: 3306 }, periodSeconds: 2 },
    resources: pool.mysqld?.resources ?? {},
    securityContext: VITESS_SECURITY,
    volumeMounts: mounts(pool).mysqld,
  };
}

/** Only with an image: an empty one leaves it out. */
function exporter(shard: VitessShard, pool: TabletPool): object[] {
  const image = shard.spec.images.mysqldExporter ?? "";
  if (image === "") return [];
  const given = pool.mysqldExporter?.resources;
  const hasOwn = Object.keys({ ...given?.requests, ...given?.limits }).length > 0;
  return [
    {
      name: "mysqld-exporter",
      image,
      command: ["/bin/mysqld_exporter"],
      args: toArgs(
        {
          "collect.info_schema.tables.databases": "sys,_vt",
          "config.my-cnf": "/vt/config/mycnf/client.cnf",
        },
        pool.mysqldExporter?.extraFlags,
      ),
      env: [
        { name: "DATA_SOURCE_NAME", value: "vt_dba@unix(/vt/socket/mysql.sock)/" },
        ...(pool.extraEnv ?? []),
      ],
      ports: [{ containerPort: 9104, name: "metrics", protocol: "TCP" }],
      resources: hasOwn ? given : EXPORTER_RESOURCES,
      securityContext: VITESS_SECURITY,
      volumeMounts: mounts(pool).mysqld,
    },
  ];
}

/** vttablet, mysqld and the exporter of one tablet. */
export function tabletContainers(shard: VitessShard, place: TabletPlace): object[] {
  const { pool } = place;
  return [
    {
      name: "vttablet",
      image: shard.spec.images.vttablet ?? DEFAULT_IMAGE,
      command: ["/vt/bin/vttablet"],
      args: vttabletArgs(shard, place),
      env: sharedEnv(pool),
      ...present({ lifecycle: pool.vttablet.lifecycle }),
      ports: [WEB_PORT, GRPC_PORT],
      readinessProbe: httpProbe("/healthz"),
      livenessProbe: livenessProbe("/debug/status"),
      resources: pool.vttablet.resources,
      securityContext: VITESS_SECURITY,
      volumeMounts: mounts(pool).vttablet,
    },
    mysqld(shard, place),
    ...exporter(shard, pool),
  ];
}
