import "server-only";
import { isIP, isIPv4 } from "node:net";
import ipaddr from "ipaddr.js";

/** Where a region is, as its address is written: host in lower case without brackets, and port. */
export interface Target {
  host: string;
  port: number;
}

/** Why an address is not dialled; `exemptible` when an exact host:port pair of the instance may allow it. */
export interface AddressRefusal {
  why: string;
  exemptible: boolean;
}

const METADATA = new Set([
  "169.254.169.254",
  "169.254.170.2",
  "169.254.170.23",
  "100.100.100.200",
  "168.63.129.16",
  "192.0.0.192",
  "fd00:ec2::254",
  "fd00:ec2::23",
  "fd20:ce::254",
]);

/** Clusters live in public, private and carrier-grade ranges; every other range is refused. */
const DIALLED = new Set<string>(["unicast", "private", "carrierGradeNat", "uniqueLocal"]);

const WORDS: Readonly<Record<string, string>> = {
  loopback: "a loopback address",
  linkLocal: "a link-local address",
  unspecified: "the unspecified address",
  multicast: "a multicast address",
  broadcast: "a broadcast address",
  ipv4Mapped: "an IPv4 address written as IPv6",
  "6to4": "an IPv4 address wrapped in IPv6",
  teredo: "an IPv4 address wrapped in IPv6",
  rfc6145: "an IPv4 address wrapped in IPv6",
};

const refusal = (why: string, exemptible = false): AddressRefusal => ({ why, exemptible });

function refuseParsed(address: ipaddr.IPv4 | ipaddr.IPv6): AddressRefusal | null {
  if (METADATA.has(address.toString())) return refusal("the metadata service of a cloud");
  const range: string = address.range();
  if (DIALLED.has(range)) return null;
  if (range === "loopback" || range === "linkLocal") {
    return refusal(WORDS[range] ?? "a special address", true);
  }
  return refusal(WORDS[range] ?? "an address of a reserved range");
}

/** NAT64 carries an IPv4 address in its last 32 bits, and that address decides. */
function refuseWrapped(address: ipaddr.IPv6): AddressRefusal | null {
  const bytes = address.toByteArray().slice(-4);
  return refuseParsed(new ipaddr.IPv4(bytes)) === null
    ? null
    : refusal("a refused IPv4 address wrapped in IPv6");
}

const GLOBAL_UNICAST: [ipaddr.IPv6, number] = [ipaddr.IPv6.parse("2000::"), 3];

/**
 * Why an IP address may not be dialled, or null. Only the usual spelling is an address: four decimal
 * parts or plain IPv6; `0x7f.1`, `2130706433` and zone ids are refused whatever they mean.
 */
export function refuseAddress(text: string): AddressRefusal | null {
  if (isIP(text) === 0 || text.includes("%")) return refusal("not an IP address in its usual spelling");
  if (isIPv4(text)) return refuseParsed(ipaddr.IPv4.parse(text));
  const address = ipaddr.IPv6.parse(text);
  if (address.range() === "rfc6052") return refuseWrapped(address);
  const refused = refuseParsed(address);
  if (refused !== null) return refused;
  // What is neither global nor unique-local, such as the old ::a.b.c.d form, has no use here.
  return address.range() === "uniqueLocal" || address.match(GLOBAL_UNICAST)
    ? null
    : refusal("an address of a reserved range");
}

/** The pair as the instance setting writes it: `127.0.0.1:6443`, `[::1]:6443`. */
export function hostPort(target: Target): string {
  return target.host.includes(":") ? `[${target.host}]:${target.port}` : `${target.host}:${target.port}`;
}

/**
 * Why a region at `target` may not be reached at `address`, or null. An entry of `allowed` exempts
 * loopback and link-local addresses of exactly the host and port that the region's address spells.
 */
export function refuseTarget(
  target: Target,
  address: string,
  allowed: readonly string[],
): AddressRefusal | null {
  const refused = refuseAddress(address);
  if (refused === null) return null;
  const exempt = allowed.some((entry) => entry.toLowerCase() === hostPort(target));
  return refused.exemptible && exempt ? null : refused;
}
