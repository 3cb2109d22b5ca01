/** What programs print that leads out of the terminal: addresses and the clipboard. */
import { describe, expect, it } from "vitest";
import { clipboardWrite } from "./clipboard";
import { addressesIn, webPage } from "./links";

describe("addresses", () => {
  it("are found where they end", () => {
    expect(addressesIn("see https://a.test/x?y=1#z, (http://b.test/) and https://a.test/x?y=1#z.")).toEqual([
      "https://a.test/x?y=1#z",
      "http://b.test/",
    ]);
    expect(addressesIn("file:///etc/passwd javascript:alert(1)")).toEqual([]);
  });

  it("are opened where they are web pages", () => {
    expect(webPage("https://user@a.test:8443/x")?.host).toBe("a.test:8443");
    expect(webPage("https://аpple.test/")?.host).toBe("xn--pple-43d.test");
    for (const address of ["file:///etc/passwd", "javascript:alert(1)", "mailto:a@b.test", "https://", "no"])
      expect(webPage(address)).toBeNull();
  });
});

describe("clipboardWrite", () => {
  const encoded = btoa(String.fromCharCode(...new TextEncoder().encode("Grüße, 世界")));

  it("reads what is to be put there", () => {
    expect(clipboardWrite(`c;${encoded}`)).toBe("Grüße, 世界");
    expect(clipboardWrite(`;${encoded}`)).toBe("Grüße, 世界");
  });

  it("finds nothing in questions and what is broken", () => {
    for (const payload of ["c;?", "c;", "c;***", "c", ""]) expect(clipboardWrite(payload)).toBeNull();
  });
});
