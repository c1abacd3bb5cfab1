import { describe, expect, it } from "vitest";
import { MAX_TOPICS, parseTopics, topicOf, topicRef } from "@/lib/live/topics";

describe("topics", () => {
  it("are the overview, or a kind and an id", () => {
    expect(parseTopics("overview,database:db_1,region:reg_1,operation:op_1")).toHaveLength(4);
    expect(topicRef("org_1", "database:db_1")).toEqual({
      organizationId: "org_1",
      kind: "database",
      id: "db_1",
    });
    expect(topicRef("org_1", "overview")).toEqual({ organizationId: "org_1", kind: "overview", id: null });
    expect(topicOf("region", "reg_1")).toBe("region:reg_1");
  });

  it("refuse anything else, and more than one stream may follow", () => {
    const bad = [
      "",
      "overview:1",
      "database:",
      "database:A",
      "user:1",
      "overview,",
      "database:a b",
      "x".repeat(9999),
    ];
    expect(bad.map(parseTopics)).toEqual(bad.map(() => null));
    expect(
      parseTopics(Array.from({ length: MAX_TOPICS + 1 }, (_, at) => `region:r${at}`).join(",")),
    ).toBeNull();
  });

  it("count once when named twice", () => {
    expect(parseTopics("overview,overview")).toEqual(["overview"]);
  });
});
