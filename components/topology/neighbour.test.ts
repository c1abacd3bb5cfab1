import { describe, expect, it } from "vitest";
import { isDirection, neighbourOf } from "@/components/topology/neighbour";

const card = (id: string, x: number, y: number) => ({ id, x, y, width: 100, height: 50 });
const cards = [card("a1", 0, 0), card("b1", 200, 0), card("c2", 400, 100), card("a2", 0, 100)];

describe("neighbourOf", () => {
  it("moves by zone and by row", () => {
    expect(neighbourOf(cards, "a1", "ArrowRight")).toBe("b1");
    expect(neighbourOf(cards, "a1", "ArrowDown")).toBe("a2");
    expect(neighbourOf(cards, "b1", "ArrowRight")).toBe("c2");
    expect(neighbourOf(cards, "c2", "ArrowLeft")).toBe("a2");
  });

  it("stays at the edge and begins with the first card", () => {
    expect(neighbourOf(cards, "a1", "ArrowLeft")).toBeNull();
    expect(neighbourOf(cards, "gone", "ArrowLeft")).toBe("a1");
    expect(neighbourOf([], "a", "ArrowUp")).toBeNull();
    expect(isDirection("Enter")).toBe(false);
  });
});
