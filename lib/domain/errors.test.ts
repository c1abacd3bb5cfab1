import { describe, expect, it, vi } from "vitest";
import { ERROR_CODES, httpStatus, ServiceError } from "@/lib/domain/errors";

describe("ServiceError", () => {
  it("is known by another copy of its module, as Next's bundles are", async () => {
    vi.resetModules();
    const other = await import("@/lib/domain/errors");
    expect(other.ServiceError).not.toBe(ServiceError);
    expect(new other.ServiceError("conflict", "x") instanceof ServiceError).toBe(true);
    expect(new Error("x") instanceof ServiceError).toBe(false);
    expect(Object(null) instanceof ServiceError).toBe(false);
  });

  it("gives every code a status of its class", () => {
    expect(ERROR_CODES.every((code) => httpStatus(code) >= 400 && httpStatus(code) < 600)).toBe(true);
  });
});
