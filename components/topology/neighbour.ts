import type { Rect } from "@/lib/domain/topology/slots";

export type Direction = "ArrowLeft" | "ArrowRight" | "ArrowUp" | "ArrowDown";

interface Placed extends Rect {
  id: string;
}

const centre = (rect: Rect): { x: number; y: number } => ({
  x: rect.x + rect.width / 2,
  y: rect.y + rect.height / 2,
});

export function isDirection(key: string): key is Direction {
  return key === "ArrowLeft" || key === "ArrowRight" || key === "ArrowUp" || key === "ArrowDown";
}

/** The nearest card in a direction: along it first, then beside it. Null at the edge. O(cards). */
export function neighbourOf(cards: readonly Placed[], from: string, direction: Direction): string | null {
  const start = cards.find((card) => card.id === from);
  if (start === undefined) return cards[0]?.id ?? null;
  const here = centre(start);
  const horizontal = direction === "ArrowLeft" || direction === "ArrowRight";
  const sign = direction === "ArrowRight" || direction === "ArrowDown" ? 1 : -1;
  const ranked = cards
    .filter((card) => card.id !== from)
    .map((card) => {
      const there = centre(card);
      const along = (horizontal ? there.x - here.x : there.y - here.y) * sign;
      const beside = Math.abs(horizontal ? there.y - here.y : there.x - here.x);
      return { id: card.id, along, beside };
    })
    .filter((each) => each.along > 1)
    .toSorted((a, b) => a.along + 3 * a.beside - (b.along + 3 * b.beside));
  return ranked[0]?.id ?? null;
}
