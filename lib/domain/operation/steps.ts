/** Step templates of operations, in order. Ids are stored; a title may change, an id may not. */
export const OPERATION_KINDS = ["create-database", "delete-database", "install-operator"] as const;
export type OperationKind = (typeof OPERATION_KINDS)[number];

export interface StepTemplate {
  id: string;
  title: string;
  /** What it waits for, while it is still to come. */
  needs: string;
  /** What its failure means, said before it happens. */
  ifFails: string;
}

const CREATE = [
  {
    id: "plan",
    title: "Plan checked against free room",
    needs: "the region to be reachable",
    ifFails: "Nothing was created. Choose another size or add room, then create again.",
  },
  {
    id: "namespace",
    title: "Namespace ready",
    needs: "a plan that fits",
    ifFails: "Nothing runs yet. Gantry needs the right to make or use this namespace.",
  },
  {
    id: "secrets",
    title: "Secrets for users and first SQL",
    needs: "the namespace",
    ifFails: "Nothing runs yet. A secret of this name that Gantry did not make is never overwritten.",
  },
  {
    id: "apply",
    title: "VitessCluster applied",
    needs: "the secrets, which vtgate and mysqld read at their start",
    ifFails: "Nothing runs yet. The API server says which field or right it refuses.",
  },
  {
    id: "topology-server",
    title: "Topology server has quorum",
    needs: "the operator to see the VitessCluster",
    ifFails: "Tablets and vtgates restart until two of three etcd members answer.",
  },
  {
    id: "tablets",
    title: "Tablets scheduled",
    needs: "the operator to make their pods",
    ifFails: "One tablet without a node holds up the whole shard: its first primary is elected when all run.",
  },
  {
    id: "volumes",
    title: "Volumes bound",
    needs: "tablets that have a node",
    ifFails: "A tablet waits for its disk; the storage driver's events say why.",
  },
  {
    id: "primary",
    title: "First primary elected",
    needs: "every tablet running and in the topology server",
    ifFails: "No writes yet. The operator tries again every few seconds.",
  },
  {
    id: "vtgates",
    title: "vtgates ready in every cell",
    needs: "the topology server",
    ifFails: "Applications cannot connect. A vtgate that restarts says why in its log.",
  },
  {
    id: "serving",
    title: "Serving reads and writes",
    needs: "a primary and a vtgate in every cell",
    ifFails: "The database page says which part is missing.",
  },
] as const satisfies readonly StepTemplate[];

const DELETE = [
  {
    id: "delete",
    title: "VitessCluster deleted by its UID",
    needs: "the region to be reachable",
    ifFails: "Nothing is gone. What has another UID was made by somebody else and is left alone.",
  },
  {
    id: "pods-gone",
    title: "Pods and volumes gone",
    needs: "the delete",
    ifFails: "What is left is listed; Gantry never forces a pod away by itself.",
  },
  {
    id: "secrets-gone",
    title: "Secrets that Gantry made deleted",
    needs: "no pod that still reads them",
    ifFails: "The secrets stay until they are deleted by hand; nothing reads them.",
  },
] as const satisfies readonly StepTemplate[];

const INSTALL = [
  {
    id: "manifest",
    title: "Manifest read and its digest checked",
    needs: "the manifest's address",
    ifFails: "Nothing was applied. The text is not the one that this version had when it was entered.",
  },
  {
    id: "objects",
    title: "Objects applied",
    needs: "a manifest with the right digest",
    ifFails: "What was applied stays; the object that was refused is named with the server's words.",
  },
  {
    id: "kinds",
    title: "Kinds of planetscale.com served",
    needs: "the CustomResourceDefinitions",
    ifFails: "The API server does not serve the kinds; no database can be created.",
  },
  {
    id: "operator",
    title: "Operator pod ready",
    needs: "the Deployment",
    ifFails: "Databases that run keep running, but nothing that changes is acted on.",
  },
] as const satisfies readonly StepTemplate[];

export type CreateStepId = (typeof CREATE)[number]["id"];
export type DeleteStepId = (typeof DELETE)[number]["id"];

const STEPS: Record<OperationKind, readonly StepTemplate[]> = {
  "create-database": CREATE,
  "delete-database": DELETE,
  "install-operator": INSTALL,
};

/** The steps of a kind of operation, in the order in which they are shown and begun. */
export function stepsOf(kind: OperationKind): readonly StepTemplate[] {
  return STEPS[kind];
}

/** "Create shop", "Delete shop", "Install the operator in eu-west". `name` is the database's, else the region's. */
export function titleOf(kind: OperationKind, name: string): string {
  switch (kind) {
    case "create-database":
      return `Create ${name}`;
    case "delete-database":
      return `Delete ${name}`;
    case "install-operator":
      return `Install the operator in ${name}`;
  }
}
