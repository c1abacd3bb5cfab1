import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { LockserverFact } from "@/lib/domain/cluster/facts";
import { createFactStore } from "@/lib/kube/fact-store";

const fact = (name: string, resourceVersion = "1", more: Partial<LockserverFact> = {}): LockserverFact => ({
  kind: "lockservers",
  uid: `uid-${name}`,
  name,
  namespace: "a",
  resourceVersion,
  createdAt: 0,
  deletionAt: null,
  labels: {},
  annotations: {},
  available: "True",
  ...more,
});
const names = (facts: readonly LockserverFact[]): string[] => facts.map((one) => one.name);

const key = (value: LockserverFact): string => `${value.namespace}/${value.name}`;

describe("createFactStore", () => {
  it("gives the same array until something changes", () => {
    const store = createFactStore<LockserverFact>();
    store.put(fact("x"));
    const before = store.list();
    expect(store.put(fact("x"))).toEqual([]);
    expect(store.list()).toBe(before);
    expect(store.put(fact("x", "2"))).toEqual([{ type: "modified", fact: fact("x", "2") }]);
    expect(store.list()).not.toBe(before);
    expect(before).toEqual([fact("x")]);
  });

  it("tells an object that was replaced under its name as gone and new", () => {
    const store = createFactStore<LockserverFact>();
    const old = fact("x");
    const young = fact("x", "9", { uid: "another" });
    store.put(old);
    expect(store.put(young)).toEqual([
      { type: "deleted", fact: old },
      { type: "added", fact: young },
    ]);
    expect(store.remove(old)).toEqual([]);
    expect(store.list()).toEqual([young]);
  });

  it("replaces one namespace and leaves the others", () => {
    const store = createFactStore<LockserverFact>();
    store.put(fact("x"));
    store.put(fact("y", "1", { namespace: "b" }));
    const kept = store.list().find((one) => one.name === "y");
    expect(store.replace("a", [fact("z")]).map((one) => [one.type, one.fact.name])).toEqual([
      ["deleted", "x"],
      ["added", "z"],
    ]);
    expect(names(store.list()).toSorted()).toEqual(["y", "z"]);
    expect(store.list()).toContain(kept);
    expect([store.count("a"), store.count("b"), store.count("c"), store.count(null)]).toEqual([1, 1, 0, 2]);
  });

  it("forgets what is not read any more without calling it deleted", () => {
    const store = createFactStore<LockserverFact>();
    store.replace(null, [fact("x"), fact("y", "1", { namespace: "b" })]);
    store.retain(["b"]);
    expect(names(store.list())).toEqual(["y"]);
    expect(store.count(null)).toBe(1);
  });

  it("keeps the newest when it is bounded", () => {
    const store = createFactStore<LockserverFact>({ max: 3, newest: (one) => one.createdAt });
    for (let at = 0; at < 10; at += 1) store.put(fact(`e${at}`, "1", { createdAt: at }));
    expect(names(store.list())).toEqual(["e7", "e8", "e9"]);
    expect(store.remove(fact("e1"))).toEqual([]);
    const many = Array.from({ length: 50 }, (_, at) => fact(`n${at}`, "1", { createdAt: 100 + at }));
    store.replace("a", many);
    expect(names(store.list()).toSorted()).toEqual(["n47", "n48", "n49"]);
  });

  it("holds what its changes say, whatever comes", () => {
    const one = fc.record({
      name: fc.constantFrom("x", "y", "z"),
      namespace: fc.constantFrom("a", "b"),
      uid: fc.constantFrom("1", "2"),
      resourceVersion: fc.constantFrom("1", "2"),
    });
    const command = fc.oneof(
      fc.record({ kind: fc.constant("put" as const), one }),
      fc.record({ kind: fc.constant("remove" as const), one }),
      fc.record({
        kind: fc.constant("replace" as const),
        scope: fc.constantFrom(null, "a"),
        many: fc.array(one),
      }),
    );
    fc.assert(
      fc.property(fc.array(command, { maxLength: 40 }), (commands) => {
        const store = createFactStore<LockserverFact>();
        const folded = new Map<string, LockserverFact>();
        for (const each of commands) {
          const changes =
            each.kind === "put"
              ? store.put(fact("", "", each.one))
              : each.kind === "remove"
                ? store.remove(fact("", "", each.one))
                : store.replace(
                    each.scope,
                    each.many
                      .filter((other) => each.scope === null || other.namespace === each.scope)
                      .map((other) => fact("", "", other)),
                  );
          for (const change of changes) {
            const known = folded.get(key(change.fact));
            expect(known?.uid).toBe(change.type === "added" ? undefined : change.fact.uid);
            if (change.type === "deleted") folded.delete(key(change.fact));
            else folded.set(key(change.fact), change.fact);
          }
          expect(new Map(store.list().map((value) => [key(value), value]))).toEqual(folded);
          expect(store.count(null)).toBe(folded.size);
        }
      }),
    );
  });
});
