/** The path of a small lag line: pure. */

export const LINE_WIDTH = 88;
export const LINE_HEIGHT = 24;
/** Every line has one scale, so that rows compare; what is above 42 s lies along the top edge. */
const BOTTOM = 21;
const PIXELS_A_SECOND = 0.47;
const TOP = 1.2;

/** Where so many seconds stand. */
export const heightOf = (seconds: number): number =>
  Math.max(TOP, Math.round((BOTTOM - seconds * PIXELS_A_SECOND) * 10) / 10);

/** One stroke for each unbroken run: what was not known is a hole, and a lone point is a dot. */
export function lagPath(values: readonly (number | null)[]): string {
  const wide = (LINE_WIDTH - 2) / Math.max(1, values.length - 1);
  const parts = values.map((value, index) => {
    if (value === null) return "";
    const at = `${Math.round((1 + index * wide) * 10) / 10} ${heightOf(value)}`;
    const isFirst = (values[index - 1] ?? null) === null;
    const isLone = isFirst && (values[index + 1] ?? null) === null;
    return isLone ? `M${at}h.1` : `${isFirst ? "M" : "L"}${at}`;
  });
  return parts.join("");
}
