import { expect, it } from "vitest";
import { keyNames } from "./key-names";

it("says keys as a keyboard has them", () => {
  expect(keyNames("ctrl-p,ctrl-q")).toBe("Ctrl+P Ctrl+Q");
  expect(keyNames("ctrl-],x")).toBe("Ctrl+] x");
});
