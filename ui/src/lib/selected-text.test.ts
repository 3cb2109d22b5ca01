import { afterEach, expect, it } from "vitest";
import { selectedText } from "./selected-text";

const line = (text: string) =>
  `<div class="printed-line"><span class="at">12:00</span><span class="printed-text">${text}</span></div>`;

document.body.innerHTML = [
  line(`<i data-before>begins earlier</i>first <span style="color:red" data-raw="\u200b">⟨U+200B⟩</span>line`),
  line(`<mark data-raw="\u0007\u0008">␇␈</mark>second`),
  line("third<i data-rest>read on</i>"),
].join("");
const texts = [...document.querySelectorAll(".printed-text")] as [Element, Element, Element];

function select(from: Node, start: number, to: Node, end: number): Selection {
  const selection = getSelection() as Selection;
  selection.setBaseAndExtent(from, start, to, end);
  return selection;
}

afterEach(() => getSelection()?.removeAllRanges());

it("gives what was printed, and not what stands for it or beside it", () => {
  const all = select(document.body, 0, document.body, 3);
  expect(selectedText(all)).toBe("first \u200bline\n\u0007\u0008second\nthird");
  expect(selectedText(all, "")).toBe("first \u200bline\u0007\u0008secondthird");
});

it("gives a part, from the middle of a line into another one", () => {
  const first = texts[0].childNodes[1] as Node;
  expect(selectedText(select(first, 2, first, 5))).toBe("rst");
  const third = texts[2].firstChild as Node;
  expect(selectedText(select(third, 2, first, 2))).toBe("rst \u200bline\n\u0007\u0008second\nth");
  expect(selectedText(select(first, 2, texts[0], 4))).toBe("rst \u200bline");
});

it("gives a character whole of whose picture a part is selected", () => {
  const picture = texts[0].querySelector("[data-raw]")?.firstChild as Node;
  expect(selectedText(select(picture, 1, picture, 3))).toBe("\u200b");
  expect(selectedText(select(picture, 3, texts[0].lastChild as Node, 2))).toBe("\u200bli");
});

it("has nothing of what is no line, or where nothing is selected", () => {
  expect(selectedText(getSelection())).toBeNull();
  const at = document.querySelector(".at")?.firstChild as Node;
  expect(selectedText(select(at, 0, at, 2))).toBeNull();
});
