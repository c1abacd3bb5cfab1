import { describe, expect, it } from "vitest";
import { StreamSeats } from "@/lib/live/stream-seats";

describe("the seats of a person's streams", () => {
  it("are displaced oldest first, one for each that is too many", () => {
    const seats = new StreamSeats(2);
    const taken = [seats.take("ana"), seats.take("ana"), seats.take("ana")];
    expect(taken.map((seat) => seat.displaced.aborted)).toEqual([true, false, false]);
    expect(seats.count("ana")).toBe(2);
    taken.push(seats.take("ana"));
    expect(taken.map((seat) => seat.displaced.aborted)).toEqual([true, true, false, false]);
  });

  it("are free again when a stream ends, also one that was displaced", () => {
    const seats = new StreamSeats(2);
    const first = seats.take("ana");
    const second = seats.take("ana");
    first.leave();
    const third = seats.take("ana");
    expect(second.displaced.aborted).toBe(false);
    first.leave();
    second.leave();
    third.leave();
    expect(seats.count("ana")).toBe(0);
  });

  it("are counted for each person alone", () => {
    const seats = new StreamSeats(1);
    const ana = seats.take("ana");
    seats.take("ben");
    expect(ana.displaced.aborted).toBe(false);
  });
});
