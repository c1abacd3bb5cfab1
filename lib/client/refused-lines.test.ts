import { describe, expect, it } from "vitest";
import { refusedLines } from "@/lib/client/refused-lines";

const text = [
  "apiVersion: v1",
  "users:",
  "- name: ana",
  "  user:",
  "    exec:",
  "      command: aws",
  "      args: [eks, get-token]",
  "      env:",
  "      - name: AWS_SECRET_ACCESS_KEY",
  "        value: canary-1",
  "- user: {token: canary-2}",
  "- user:",
  "    client-key-data: |",
  "      canary3canary3",
  '  "password": "canary-4"',
].join("\n");

describe("the refused lines of a kubeconfig", () => {
  it("stand with their block and up to three lines around each, once", () => {
    expect(refusedLines(text, [5]).map(({ number, isRefused }) => [number, isRefused])).toEqual([
      [2, false],
      [3, false],
      [4, false],
      [5, true],
      [6, true],
      [7, true],
      [8, true],
      [9, true],
      [10, true],
    ]);
    expect(refusedLines(text, [1, 6]).map(({ number, isRefused }) => [number, isRefused])).toEqual([
      [1, true],
      [2, false],
      [3, false],
      [4, false],
      [5, false],
      [6, true],
      [7, false],
      [8, false],
      [9, false],
    ]);
    expect(refusedLines(text, [5]).find(({ number }) => number === 6)?.text).toBe("      command: aws");
    expect(refusedLines(text, [])).toEqual([]);
  });

  it("never show a value that may be a secret, however the text is written", () => {
    const all = text.split("\n").map((_, index) => index + 1);
    const shown = refusedLines(text, all).map((line) => line.text);
    expect(shown.join("\n")).not.toContain("canary");
    expect(shown.slice(9)).toEqual([
      "        value: …",
      "- user: …",
      "- user:",
      "    client-key-data: …",
      "…",
      '  "password": …',
    ]);
  });
});
