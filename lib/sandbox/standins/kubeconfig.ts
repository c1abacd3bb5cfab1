import { CORE_SCHEMA, load } from "js-yaml";
import { z } from "zod";

/** How a stand-in reaches and trusts an API server, and who it is there. */
export interface Endpoint {
  server: string;
  caPem: string;
  /** A function where the token is renewed. */
  token?: string | (() => string);
  clientCertPem?: string;
  clientKeyPem?: string;
}

const base64 = z.string().transform((text) => Buffer.from(text, "base64").toString("utf8"));

const Kubeconfig = z.looseObject({
  "current-context": z.string(),
  contexts: z.array(
    z.looseObject({ name: z.string(), context: z.looseObject({ cluster: z.string(), user: z.string() }) }),
  ),
  clusters: z.array(
    z.looseObject({
      name: z.string(),
      cluster: z.looseObject({ server: z.string(), "certificate-authority-data": base64 }),
    }),
  ),
  users: z.array(
    z.looseObject({
      name: z.string(),
      user: z.looseObject({
        token: z.string().optional(),
        "client-certificate-data": base64.optional(),
        "client-key-data": base64.optional(),
      }),
    }),
  ),
});

/** The endpoint of a kubeconfig's current context. Certificates must be in the file itself. Throws for anything else. */
export function readKubeconfig(text: string): Endpoint {
  const config = Kubeconfig.parse(load(text, { schema: CORE_SCHEMA }));
  const context = config.contexts.find((one) => one.name === config["current-context"])?.context;
  const cluster = config.clusters.find((one) => one.name === context?.cluster)?.cluster;
  const user = config.users.find((one) => one.name === context?.user)?.user;
  if (cluster === undefined || user === undefined) {
    throw new Error("The kubeconfig's current context names a cluster or a user that is not in it.");
  }
  return {
    server: cluster.server,
    caPem: cluster["certificate-authority-data"],
    ...(user.token === undefined ? {} : { token: user.token }),
    ...(user["client-certificate-data"] === undefined
      ? {}
      : { clientCertPem: user["client-certificate-data"] }),
    ...(user["client-key-data"] === undefined ? {} : { clientKeyPem: user["client-key-data"] }),
  };
}
