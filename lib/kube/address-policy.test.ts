import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hostPort, refuseAddress, refuseTarget } from "@/lib/kube/address-policy";

describe("refuseAddress", () => {
  it.each([
    "10.0.0.1",
    "172.16.9.9",
    "192.168.1.10",
    "100.64.0.1",
    "8.8.8.8",
    "52.1.2.3",
    "2a00:1450:4001:82a::200e",
    "fd12:3456::1",
    "64:ff9b::808:808",
  ])("lets a cluster live at %s", (address) => {
    expect(refuseAddress(address)).toBeNull();
  });

  it.each([
    ["127.0.0.1", /loopback/],
    ["127.255.255.254", /loopback/],
    ["::1", /loopback/],
    ["0:0:0:0:0:0:0:1", /loopback/],
    ["169.254.1.1", /link-local/],
    ["fe80::1", /link-local/],
    ["169.254.169.254", /metadata/],
    ["169.254.170.2", /metadata/],
    ["100.100.100.200", /metadata/],
    ["168.63.129.16", /metadata/],
    ["fd00:ec2::254", /metadata/],
    ["fd00:0ec2:0:0::254", /metadata/],
    ["0.0.0.0", /unspecified/],
    ["0.1.2.3", /unspecified/],
    ["::", /unspecified/],
    ["224.0.0.1", /multicast/],
    ["ff02::1", /multicast/],
    ["255.255.255.255", /broadcast/],
    ["240.0.0.1", /reserved/],
    ["198.51.100.7", /reserved/],
    ["192.0.0.192", /metadata/],
    ["2001:db8::1", /reserved/],
    ["fec0::1", /reserved/],
    ["::ffff:127.0.0.1", /IPv4/],
    ["::ffff:10.0.0.1", /IPv4/],
    ["::ffff:7f00:1", /IPv4/],
    ["::127.0.0.1", /IPv4/],
    ["::a00:1", /reserved/],
    ["2002:7f00:1::", /IPv4/],
    ["2002:808:808::", /IPv4/],
    ["2001:0:808:808::", /IPv4/],
    ["64:ff9b::7f00:1", /wrapped/],
    ["64:ff9b::a9fe:a9fe", /wrapped/],
    ["64:ff9b:1::7f00:1", /wrapped/],
    ["2130706433", /spelling/],
    ["0x7f.1", /spelling/],
    ["0177.0.0.1", /spelling/],
    ["127.1", /spelling/],
    ["127.0.0.01", /spelling/],
    ["1.2.3.4 ", /spelling/],
    ["fe80::1%eth0", /spelling/],
    ["[::1]", /spelling/],
    ["", /spelling/],
    ["localhost", /spelling/],
  ])("refuses %s", (address, why) => {
    expect(refuseAddress(address)?.why).toMatch(why);
  });

  it("refuses every loopback and link-local address in every form that wraps it", () => {
    const byte = fc.integer({ min: 0, max: 255 });
    const local = fc.oneof(
      fc.tuple(fc.constant(127), byte, byte, byte),
      fc.tuple(fc.constant(169), fc.constant(254), byte, byte),
      fc.tuple(fc.constant(0), byte, byte, byte),
    );
    fc.assert(
      fc.property(local, ([a, b, c, d]) => {
        const high = ((a << 8) | b).toString(16);
        const low = ((c << 8) | d).toString(16);
        const forms = [
          `${a}.${b}.${c}.${d}`,
          `::ffff:${high}:${low}`,
          `::${high}:${low}`,
          `2002:${high}:${low}::`,
          `64:ff9b::${high}:${low}`,
          `::ffff:0:${high}:${low}`,
        ];
        expect(forms.filter((form) => refuseAddress(form) === null)).toEqual([]);
      }),
    );
  });
});

describe("refuseTarget", () => {
  const allowed = ["127.0.0.1:6443", "[::1]:6443", "LOCALHOST:7000", "169.254.169.254:443", "10.0.0.1:1"];

  it("exempts exactly the written host and port", () => {
    expect(refuseTarget({ host: "127.0.0.1", port: 6443 }, "127.0.0.1", allowed)).toBeNull();
    expect(refuseTarget({ host: "::1", port: 6443 }, "::1", allowed)).toBeNull();
    expect(refuseTarget({ host: "localhost", port: 7000 }, "127.0.0.1", allowed)).toBeNull();
  });

  it.each([
    ["another port", { host: "127.0.0.1", port: 6444 }, "127.0.0.1"],
    ["another loopback address", { host: "127.0.0.2", port: 6443 }, "127.0.0.2"],
    ["a name that resolves to the pair", { host: "evil.example", port: 6443 }, "127.0.0.1"],
    ["a metadata service, allowed or not", { host: "169.254.169.254", port: 443 }, "169.254.169.254"],
    ["an allowed name that now means metadata", { host: "localhost", port: 7000 }, "169.254.169.254"],
    ["an allowed name that now means nothing", { host: "localhost", port: 7000 }, "0.0.0.0"],
  ])("does not exempt %s", (_name, target, address) => {
    expect(refuseTarget(target, address, allowed)).not.toBeNull();
  });

  it("spells IPv6 pairs in brackets", () => {
    expect(hostPort({ host: "::1", port: 6443 })).toBe("[::1]:6443");
  });
});
