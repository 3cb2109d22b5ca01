import { expect, it } from "vitest";
import { keyCodes, keyNames } from "./key-names";

it("says keys as a keyboard has them", () => {
  expect(keyNames("ctrl-p,ctrl-q")).toBe("Ctrl+P Ctrl+Q");
  expect(keyNames("ctrl-],x")).toBe("Ctrl+] x");
});

it("knows what they send", () => {
  expect(keyCodes("ctrl-p,ctrl-q")).toEqual(["\u0010", "\u0011"]);
  expect(keyCodes("ctrl-],x,ctrl-@")).toEqual(["\u001d", "x", "\u0000"]);
});
