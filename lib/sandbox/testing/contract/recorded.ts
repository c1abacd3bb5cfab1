import { readFileSync } from "node:fs";
import { z } from "zod";
import type { Json } from "../../api/json";
import type { Answer } from "./case";

const RecordedJson: z.ZodType<Json> = z.json();
const Line = z.object({
  case: z.string(),
  answers: z.array(
    z.object({
      status: z.number(),
      body: RecordedJson,
      warnings: z.array(z.string()).exactOptional(),
    }),
  ),
});

/** Where the answers of a real Kubernetes are kept, one case a line. */
export const RECORDED_FILE = new URL("./recorded.jsonl", import.meta.url);

/** What a real API server answered, by `part: name of the case`. */
export function recordedAnswers(): Map<string, Answer[]> {
  const lines = readFileSync(RECORDED_FILE, "utf8")
    .split("\n")
    .filter((line) => line !== "");
  return new Map(
    lines.map((line) => {
      const { case: name, answers } = Line.parse(JSON.parse(line));
      return [name, answers];
    }),
  );
}
