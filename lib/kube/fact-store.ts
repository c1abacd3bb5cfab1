import "server-only";
import type { Fact } from "@/lib/domain/cluster/facts";

export interface FactChange<F extends Fact> {
  type: "added" | "modified" | "deleted";
  fact: F;
}

export interface FactStore<F extends Fact> {
  /** All facts; the same array until something changes. */
  list(): readonly F[];
  /** How many are held of one namespace, or of all when it is null. */
  count(namespace: string | null): number;
  /** Makes a whole list of one namespace (or of all, when null) the truth, and tells what that changed. */
  replace(namespace: string | null, facts: readonly F[]): FactChange<F>[];
  put(fact: F): FactChange<F>[];
  remove(fact: F): FactChange<F>[];
  /** Forgets all other namespaces without a word: they are not gone, they are just not read any more. */
  retain(namespaces: readonly string[]): void;
}

export interface Keep<F extends Fact> {
  max: number;
  /** Age of a fact; the smallest are dropped first. */
  newest: (fact: F) => number;
}

const nameOf = (fact: Fact): string => `${fact.namespace ?? ""}/${fact.name}`;

/**
 * Facts of one kind, by namespace and name, as Kubernetes identifies them. Resource versions are only ever compared for
 * equality: a repeated event changes nothing, and an event of an object that was replaced under its name does not touch
 * the new one. O(1) per change, O(n) for the first `list()` after one; with `keep` O(max log max) per change that
 * overflows, and never more than `max` facts.
 */
export function createFactStore<F extends Fact>(keep?: Keep<F>): FactStore<F> {
  const held = new Map<string, Map<string, F>>();
  let cached: readonly F[] | null = null;
  let total = 0;

  const bucket = (fact: F): Map<string, F> | undefined => held.get(fact.namespace ?? "");

  function set(fact: F): void {
    const key = fact.namespace ?? "";
    const names = held.get(key) ?? new Map<string, F>();
    if (!names.has(fact.name)) total += 1;
    names.set(fact.name, fact);
    held.set(key, names);
    cached = null;
  }

  function unset(fact: F): void {
    const names = bucket(fact);
    if (!names?.delete(fact.name)) return;
    if (names.size === 0) held.delete(fact.namespace ?? "");
    total -= 1;
    cached = null;
  }

  function list(): readonly F[] {
    cached ??= [...held.values()].flatMap((names) => [...names.values()]);
    return cached;
  }

  function trim(): void {
    if (!keep || total <= keep.max) return;
    const byAge = [...list()].toSorted((a, b) => keep.newest(a) - keep.newest(b));
    for (const fact of byAge.slice(0, total - keep.max)) unset(fact);
  }

  function put(fact: F): FactChange<F>[] {
    const known = bucket(fact)?.get(fact.name);
    if (known?.uid === fact.uid && known.resourceVersion === fact.resourceVersion) return [];
    set(fact);
    trim();
    if (!known) return [{ type: "added", fact }];
    if (known.uid === fact.uid) return [{ type: "modified", fact }];
    return [
      { type: "deleted", fact: known },
      { type: "added", fact },
    ];
  }

  function remove(fact: F): FactChange<F>[] {
    const known = bucket(fact)?.get(fact.name);
    if (known?.uid !== fact.uid) return [];
    unset(known);
    return [{ type: "deleted", fact }];
  }

  function inScope(namespace: string | null): readonly F[] {
    return namespace === null ? list() : [...(held.get(namespace)?.values() ?? [])];
  }

  function replace(namespace: string | null, facts: readonly F[]): FactChange<F>[] {
    const newest = keep
      ? facts.toSorted((a, b) => keep.newest(b) - keep.newest(a)).slice(0, keep.max)
      : facts;
    const listed = new Set(newest.map(nameOf));
    const gone = inScope(namespace).filter((fact) => !listed.has(nameOf(fact)));
    return [...gone.flatMap(remove), ...newest.flatMap(put)];
  }

  return {
    list,
    count: (namespace) => (namespace === null ? total : (held.get(namespace)?.size ?? 0)),
    replace,
    put,
    remove,
    retain: (namespaces) => {
      for (const fact of list()) if (!namespaces.includes(fact.namespace ?? "")) unset(fact);
    },
  };
}
