import type { Container } from "@/lib/sandbox/standins/pod";

/** The value of a `--name=value` argument, dashes and underscores alike as Vitess takes them. */
export function argument(container: Container, name: string): string | undefined {
  const wanted = name.replaceAll("_", "-");
  for (const each of container.args ?? []) {
    const match = /^--?([^=]+)(?:=(.*))?$/s.exec(each);
    if (match?.[1]?.replaceAll("_", "-") === wanted) return match[2] ?? "true";
  }
  return undefined;
}

/** A CPU quantity (`200m`, `1`, `1.5`) in cores; 0 when there is none. */
export function cores(quantity: unknown): number {
  const text = typeof quantity === "number" ? String(quantity) : typeof quantity === "string" ? quantity : "";
  return text.endsWith("m") ? Number(text.slice(0, -1)) / 1000 || 0 : Number(text) || 0;
}

/** A line as Vitess logs it: level, month and day, time, thread, source. */
export function vitessLine(
  at: number,
  source: string,
  message: string,
  level: "I" | "W" | "E" | "F" = "I",
): string {
  const iso = new Date(at).toISOString();
  return `${level}${iso.slice(5, 7)}${iso.slice(8, 10)} ${iso.slice(11, 23)}000       1 ${source}] ${message}`;
}
