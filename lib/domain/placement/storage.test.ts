import { describe, expect, it } from "vitest";
import { storageFact } from "@/lib/domain/cluster/testing-facts";
import { chooseStorage, refuseStorage, storageChoices } from "@/lib/domain/placement/storage";

const standard = storageFact("standard", { isDefault: true });
const gp2 = storageFact("gp2", { isDefault: true, bindingMode: "Immediate" });
const fixed = storageFact("fixed", { isDefault: true, allowExpansion: false });
const gp3 = storageFact("gp3");

describe("chooseStorage", () => {
  it("takes the default without a word when it is good", () => {
    expect(chooseStorage([gp3, standard], 3)).toEqual({ storageClass: "standard", reason: null });
  });

  it("takes another with the reason when the default binds at once or cannot grow", () => {
    expect(chooseStorage([gp2, gp3], 3)).toEqual({
      storageClass: "gp3",
      reason: "gp3, because the default gp2 binds a disk at once, maybe in the wrong zone",
    });
    expect(chooseStorage([fixed, gp3], 3)).toEqual({
      storageClass: "gp3",
      reason: "gp3, because disks of the default fixed cannot grow",
    });
    expect(chooseStorage([gp3], 3).reason).toBe("gp3, because the cluster has no default class");
  });

  it("keeps a default that only cannot grow when nothing is better", () => {
    expect(chooseStorage([fixed], 3)).toEqual({ storageClass: "fixed", reason: null });
  });

  it("takes none when every class may bear disks in the wrong zone", () => {
    expect(chooseStorage([gp2], 3).storageClass).toBe("");
    expect(chooseStorage([gp2], 1).storageClass).toBe("gp2");
  });
});

it("shows every class with what speaks against it, the default first", () => {
  expect(storageChoices([gp3, gp2], 3)).toEqual([
    {
      name: "gp2",
      isDefault: true,
      allowed: false,
      why: "It binds a disk at once, perhaps in another of the 3 zones than its pod.",
    },
    { name: "gp3", isDefault: false, allowed: true, why: null },
  ]);
});

it("refuses what is not there, and judges nothing that was not read", () => {
  const read = { storageclasses: [gp3], unread: new Map() };
  expect(refuseStorage(read, "gp3", 3)).toBeNull();
  expect(refuseStorage(read, "gone", 3)).toBe("This region has no storage class gone.");
  expect(
    refuseStorage({ storageclasses: [], unread: new Map([["storageclasses", "forbidden"]]) }, "gp3", 3),
  ).toBeNull();
});
