import { namespaceOfRule, permissionRules, type Pack } from "@/lib/domain/region/permissions";

/** One verb on one resource that the permission table asks for. */
export interface WantedAccess {
  pack: Pack;
  verb: string;
  /** Empty for the core. */
  apiGroup: string;
  resource: string;
  /** Null: cluster-wide. */
  namespace: string | null;
  /** The one object that it is needed for; null: all of them. */
  name: string | null;
}

/** The permission table spelled out for check P3: one entry for each verb, resource and name. */
export function wantedAccess(databaseNamespace: string): WantedAccess[] {
  return permissionRules(databaseNamespace).flatMap((rule) => {
    const { pack, apiGroup, resourceNames } = rule;
    const namespace = namespaceOfRule(rule, databaseNamespace);
    const names: readonly (string | null)[] = resourceNames ?? [null];
    return rule.resources.flatMap((resource) =>
      rule.verbs.flatMap((verb) =>
        names.map((name) => ({ pack, verb, apiGroup, resource, namespace, name })),
      ),
    );
  });
}
