import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mostFilled, type Loose, type Spare } from "@/lib/domain/placement/fill";

const NONE: Loose = { cpuMilli: 0, memoryBytes: 0, pods: 0 };
const spare = (cpuMilli: number, memoryBytes: number, pods = 99): Spare => ({ cpuMilli, memoryBytes, pods });
const pod = (cpuMilli: number, memoryBytes: number) => ({ cpuMilli, memoryBytes });

/** The true number, by trying every way to put the pods on nodes or nowhere. */
function byTrial(
  nodes: readonly Spare[],
  rivals: readonly { cpuMilli: number; memoryBytes: number }[],
): number {
  const held = nodes.map(() => ({ cpu: 0, memory: 0, pods: 0 }));
  const place = (index: number): number => {
    const rival = rivals[index];
    if (!rival) {
      return nodes.filter((node, at) => {
        const on = held[at];
        return on && (on.cpu > node.cpuMilli || on.memory > node.memoryBytes || on.pods > node.pods);
      }).length;
    }
    let most = place(index + 1);
    for (const on of held) {
      on.cpu += rival.cpuMilli;
      on.memory += rival.memoryBytes;
      on.pods += 1;
      most = Math.max(most, place(index + 1));
      on.cpu -= rival.cpuMilli;
      on.memory -= rival.memoryBytes;
      on.pods -= 1;
    }
    return most;
  };
  return place(0);
}

describe("mostFilled", () => {
  it("is never less than what is really possible", () => {
    let exact = 0;
    let tried = 0;
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(9), fc.nat(9), fc.nat(3)), { minLength: 1, maxLength: 4 }),
        fc.array(fc.tuple(fc.nat(9), fc.nat(9)), { maxLength: 5 }),
        (nodes, rivals) => {
          const bound = mostFilled(
            nodes.map(([cpu, memory, pods]) => spare(cpu, memory, pods)),
            rivals.map(([cpu, memory]) => pod(cpu, memory)),
            NONE,
          );
          const truth = byTrial(
            nodes.map(([cpu, memory, pods]) => spare(cpu, memory, pods)),
            rivals.map(([cpu, memory]) => pod(cpu, memory)),
          );
          expect(bound).toBeGreaterThanOrEqual(truth);
          tried += 1;
          if (bound === truth) exact += 1;
        },
      ),
      {
        numRuns: 2000,
        examples: [
          [
            [
              [1, 0, 3],
              [1, 0, 3],
            ],
            [
              [1, 1],
              [0, 0],
              [2, 0],
            ],
          ],
        ],
      },
    );
    expect(exact / tried, "the bound is too loose to be of use").toBeGreaterThan(0.7);
  });

  it("does not let one large pod fill two nodes", () => {
    expect(mostFilled([spare(100, 999), spare(100, 999)], [pod(4000, 0)], NONE)).toBe(1);
    expect(mostFilled([spare(100, 999), spare(100, 999)], [pod(101, 0), pod(101, 0)], NONE)).toBe(2);
  });

  it("does not use a pod for CPU here and for memory there", () => {
    expect(mostFilled([spare(100, 900), spare(900, 100)], [pod(101, 101)], NONE)).toBe(1);
  });

  it("splits what waits already as it likes", () => {
    expect(
      mostFilled([spare(100, 999), spare(100, 999)], [], { cpuMilli: 202, memoryBytes: 0, pods: 1 }),
    ).toBe(2);
    expect(
      mostFilled([spare(100, 999), spare(100, 999)], [], { cpuMilli: 201, memoryBytes: 0, pods: 1 }),
    ).toBe(1);
  });
});
