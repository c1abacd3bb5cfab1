import "server-only";

/** Powers of ten of the decimal suffixes, and of two of the binary ones (apimachinery, resource.Quantity). */
const DECIMAL = new Map([
  ["n", -9],
  ["u", -6],
  ["m", -3],
  ["", 0],
  ["k", 3],
  ["M", 6],
  ["G", 9],
  ["T", 12],
  ["P", 15],
  ["E", 18],
]);
const BINARY = new Map([
  ["Ki", 10n],
  ["Mi", 20n],
  ["Gi", 30n],
  ["Ti", 40n],
  ["Pi", 50n],
  ["Ei", 60n],
]);
const SHAPE = /^\+?([0-9]*)(?:\.([0-9]*))?(?:[eE]([+-]?[0-9]{1,3})|([numkMGTPE]|[KMGTPE]i))?$/;
const LENGTH_MAX = 64;
const EXPONENT_MAX = 60;
const KNOWN_MAX = 2000;
const LARGEST = BigInt(Number.MAX_SAFE_INTEGER);

/** Digits times ten to the `exponent`, rounded up to a whole number as Kubernetes does, at most 2^53 - 1. */
function whole(digits: bigint, exponent: number): number {
  if (digits === 0n) return 0;
  if (exponent > EXPONENT_MAX) return Number.MAX_SAFE_INTEGER;
  if (exponent < -EXPONENT_MAX * 2) return 1;
  const power = 10n ** BigInt(Math.abs(exponent));
  const value = exponent >= 0 ? digits * power : (digits + power - 1n) / power;
  return Number(value > LARGEST ? LARGEST : value);
}

/** `scale` is the power of ten of the wanted unit: 3 for thousandths. */
function scaled(written: string, scale: number): number | null {
  const shape = SHAPE.exec(written);
  const integer = shape?.[1] ?? "";
  const fraction = shape?.[2] ?? "";
  if (!shape || integer + fraction === "") return null;
  const digits = BigInt(integer + fraction);
  const suffix = shape[4] ?? "";
  const bits = BINARY.get(suffix);
  if (bits !== undefined) return whole(digits << bits, scale - fraction.length);
  const exponent = shape[3] === undefined ? (DECIMAL.get(suffix) ?? 0) : Number(shape[3]);
  return whole(digits, exponent + scale - fraction.length);
}

/** A reader that remembers: the same few quantities fill a cluster. Bounded, so that hostile ones cost only their reading. */
function reader(scale: number): (quantity: unknown) => number | null {
  const known = new Map<string, number | null>();
  return (quantity) => {
    const written = typeof quantity === "number" ? String(quantity) : quantity;
    if (typeof written !== "string" || written.length > LENGTH_MAX) return null;
    const before = known.get(written);
    if (before !== undefined) return before;
    const value = scaled(written, scale);
    if (known.size >= KNOWN_MAX) known.clear();
    known.set(written, value);
    return value;
  };
}

/** Millicores of a CPU quantity (`250m`, `2`, `0.5`), rounded up. Null when it is not a quantity or is negative. */
export const cpuMilliOf = reader(3);

/** Whole units of a quantity (bytes of `10Gi`, `1e9`, `500M`; pods of `110`), rounded up. Null when it is none or negative. */
export const unitsOf = reader(0);
