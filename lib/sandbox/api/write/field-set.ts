import type { JsonObject } from "../json";

/**
 * A set of field paths in the form of FieldsV1: keys are path elements (`f:spec`, `k:{"name":"a"}`, `v:1`);
 * a node without children is a member; one with children is a member when it has the key `.`.
 */
export type FieldSet = JsonObject;

const SELF = ".";

export const EMPTY: FieldSet = {};

const childOf = (set: FieldSet, key: string): FieldSet | undefined => {
  const child = set[key];
  return typeof child === "object" && child !== null && !Array.isArray(child) ? child : undefined;
};

const childrenOf = (set: FieldSet): string[] => Object.keys(set).filter((key) => key !== SELF);

/** Whether the node itself is in the set, not only paths below it. */
const isMember = (set: FieldSet): boolean => SELF in set || Object.keys(set).length === 0;

export const isEmpty = (set: FieldSet): boolean => Object.keys(set).length === 0;

/** A node of the set: undefined when it is neither a member nor above one. */
export function node(member: boolean, children: FieldSet): FieldSet | undefined {
  if (childrenOf(children).length === 0) return member ? {} : undefined;
  return member ? { [SELF]: {}, ...children } : children;
}

type Combine = (a: FieldSet | undefined, b: FieldSet | undefined) => FieldSet | undefined;

function combine(a: FieldSet, b: FieldSet, each: Combine): FieldSet {
  const out: FieldSet = {};
  for (const key of new Set([...childrenOf(a), ...childrenOf(b)])) {
    const made = each(childOf(a, key), childOf(b, key));
    if (made !== undefined) out[key] = made;
  }
  return out;
}

export function union(a: FieldSet, b: FieldSet): FieldSet {
  return combine(a, b, (left, right) => {
    if (left === undefined || right === undefined) return left ?? right;
    return node(isMember(left) || isMember(right), union(left, right));
  });
}

export function difference(a: FieldSet, b: FieldSet): FieldSet {
  return combine(a, b, (left, right) => {
    if (left === undefined || right === undefined) return left;
    return node(isMember(left) && !isMember(right), difference(left, right));
  });
}

export function intersection(a: FieldSet, b: FieldSet): FieldSet {
  return combine(a, b, (left, right) => {
    if (left === undefined || right === undefined) return undefined;
    return node(isMember(left) && isMember(right), intersection(left, right));
  });
}

/** The set without one member; what lies below it stays. */
export function withoutMember(set: FieldSet, key: string): FieldSet {
  const child = childOf(set, key);
  if (child === undefined) return set;
  const { [key]: _old, ...others } = set;
  const { [SELF]: _self, ...children } = child;
  return childrenOf(children).length === 0 ? others : { ...set, [key]: children };
}

/** The set without the given paths and everything below them. */
export function without(set: FieldSet, paths: readonly (readonly string[])[]): FieldSet {
  return paths.reduce((left, path) => drop(left, path), set);
}

function drop(set: FieldSet, [key, ...rest]: readonly string[]): FieldSet {
  const child = key === undefined ? undefined : childOf(set, key);
  if (key === undefined || child === undefined) return set;
  const { [key]: _gone, ...others } = set;
  if (rest.length === 0 || childrenOf(child).length === 0) return rest.length === 0 ? others : set;
  const left = node(SELF in child, drop(child, rest));
  return left === undefined ? others : { ...set, [key]: left };
}

export function at(set: FieldSet, key: string): FieldSet | undefined {
  return childOf(set, key);
}

/** The member paths as people read them: `.spec.replicas`, `.spec.containers[name="a"].image`. */
export function pathsOf(set: FieldSet, prefix = ""): string[] {
  return childrenOf(set).flatMap((key) => {
    const child = childOf(set, key) ?? {};
    const path = prefix + readable(key);
    return [...(isMember(child) ? [path] : []), ...pathsOf(child, path)];
  });
}

export function readable(key: string): string {
  const text = key.slice(2);
  if (key.startsWith("f:")) return `.${text}`;
  if (key.startsWith("v:")) return `[=${text}]`;
  const pairs: unknown = JSON.parse(text);
  const entries = typeof pairs === "object" && pairs !== null ? Object.entries(pairs) : [];
  return `[${entries.map(([name, value]) => `${name}=${JSON.stringify(value)}`).join(",")}]`;
}
