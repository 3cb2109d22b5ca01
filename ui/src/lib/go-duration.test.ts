import { expect, it } from "vitest";
import { goDuration } from "./go-duration";

it.each([
  [0, "0s"],
  [500_000_000, "500ms"],
  [1_000_000_000, "1s"],
  [30_000_000_000, "30s"],
  [60_000_000_000, "1m"],
  [90_500_000_000, "1m30.5s"],
  [3_600_000_000_000, "1h"],
  [3_661_000_000_000, "1h1m1s"],
])("%d", (nanoseconds, text) => expect(goDuration(nanoseconds)).toBe(text));
