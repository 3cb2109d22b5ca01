import { expect, it, vi } from "vitest";
import { remembering } from "./remembering";

it("asks each question once, and again what was not answered", async () => {
  const ask = vi.fn((question: string) =>
    question === "none" ? Promise.reject(new Error("no answer")) : Promise.resolve(`${question}!`),
  );
  const asked = remembering(ask);
  expect(await asked("a")).toBe("a!");
  expect(await asked("a")).toBe("a!");
  expect(await asked("b")).toBe("b!");
  expect(ask).toHaveBeenCalledTimes(2);
  await expect(asked("none")).rejects.toThrow("no answer");
  await expect(asked("none")).rejects.toThrow("no answer");
  expect(ask).toHaveBeenCalledTimes(4);
});
