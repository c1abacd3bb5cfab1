/** Who makes a request, as authentication found it. */
export interface User {
  name: string;
  uid?: string;
  groups: readonly string[];
  extra?: Readonly<Record<string, readonly string[]>>;
}

export const ANONYMOUS: User = { name: "system:anonymous", groups: ["system:unauthenticated"] };

/** The built-in controllers, which act on the store itself. */
export const CONTROLLER: User = {
  name: "system:kube-controller-manager",
  groups: ["system:masters", "system:authenticated"],
};
