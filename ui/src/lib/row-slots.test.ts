import { expect, it } from "vitest";
import { arranged, type Slot } from "./row-slots";

interface How {
  focus?: number;
  above?: number | null;
  scrolled?: number;
}

/** The elements of a list, and what drawing these rows does to them. */
function list() {
  let slots: Slot<string>[] = [];
  let made = 0;
  return {
    /** Where each row's name is its index in a list that begins with `of`. */
    draw(from: number, end: number, { focus = -1, above = null, scrolled }: How = {}, of = "row ") {
      const indexes = Array.from({ length: end - from }, (_, at) => from + at);
      const rows = indexes.map((index) => ({ index, item: `${of}${index}`, name: `${of}${index}` }));
      const before = slots.map(({ slot }) => slot);
      slots = arranged(slots, rows, { focus, above, ...(scrolled !== undefined && { scrolled }) }, () => made++);
      const drawn = slots.filter(({ spare }) => !spare);
      expect(drawn.map(({ name }) => name)).toEqual(rows.map(({ name }) => name));
      expect(new Set(slots.map(({ slot }) => slot)).size).toBe(slots.length);
      const after = slots.map(({ slot }) => slot);
      const stay = before.filter((slot) => after.includes(slot));
      return {
        elements: drawn.map(({ slot }) => slot),
        /** Elements that have been made, and whether one stands elsewhere among the others. */
        made: after.length - stay.length,
        moved: after.filter((slot) => before.includes(slot)).join() !== stay.join(),
      };
    },
  };
}

it("keeps the element of a row that stays in sight", () => {
  const { draw } = list();
  const before = draw(0, 20).elements;
  const after = draw(2, 22);
  expect(after.elements).toEqual([...before.slice(2), ...before.slice(0, 2)]);
  expect(after.made).toBe(0);
});

it("keeps what has not changed as the same thing", () => {
  const rows = [{ index: 0, item: "a", name: "a" }];
  const [before] = arranged([], rows, { focus: -1, above: null }, () => 0);
  const [after] = arranged([before as Slot<string>], rows, { focus: -1, above: null }, () => 1);
  expect(after).toBe(before);
});

it("moves nothing where most of what was in sight has gone", () => {
  const { draw } = list();
  draw(100, 120);
  expect(draw(118, 138)).toMatchObject({ made: 0, moved: false });
  expect(draw(500, 520)).toMatchObject({ made: 0, moved: false });
  expect(draw(100, 120, {}, "another ")).toMatchObject({ made: 0, moved: false });
});

it("keeps the element with the focus also then", () => {
  const { draw } = list();
  const before = draw(100, 120).elements;
  expect(draw(119, 139, { focus: 119 }).elements[0]).toBe(before[19]);
});

it("draws rows above and below after a leap without moving any", () => {
  const { draw } = list();
  draw(88, 132);
  expect(draw(600, 620, { above: 12 })).toMatchObject({ made: 0, moved: false });
  for (const beyond of [3, 6, 9]) {
    expect(draw(600 - beyond, 620 + beyond, { above: 12 - beyond })).toMatchObject({ made: 0, moved: false });
  }
  expect(draw(588, 632)).toMatchObject({ made: 0, moved: false });
});

it("leaves no spare element where there is no room for rows above", () => {
  const { draw } = list();
  draw(88, 132);
  expect(draw(0, 20, { above: 0 })).toMatchObject({ made: 0, moved: false });
  expect(draw(0, 23, { above: 0 })).toMatchObject({ made: 0, moved: false });
  expect(draw(0, 32)).toMatchObject({ made: 0, moved: false });
});

it("draws another list with the elements that stand in its places, as far as it was scrolled", () => {
  const { draw } = list();
  const before = draw(88, 132).elements;
  const after = draw(0, 20, { above: 0, scrolled: 100 }, "another ");
  expect(after).toMatchObject({ elements: before.slice(12, 32), made: 0, moved: false });
});

it("moves no more than the row with the focus, and the one whose place it takes, where all others become others", () => {
  let slots: Slot<string>[] = [];
  let made = 0;
  const draw = (names: readonly string[], focus: number, scrolled?: number) => {
    const rows = names.map((name, index) => ({ index, item: name, name }));
    const arrangement = { focus, above: null, ...(scrolled !== undefined && { scrolled }) };
    slots = arranged(slots, rows, arrangement, () => made++);
    return slots.map(({ slot }) => slot);
  };
  const before = draw([..."abcdefgh"], 2);
  const after = draw([..."stuvwcyz"], 5, 0);
  expect(after[5]).toBe(before[2]);
  expect(after.filter((slot, at) => slot !== before[at])).toHaveLength(2);
  expect([...after].sort()).toEqual([...before].sort());
});

it("is not misled by a spare element that shows a row which is in sight elsewhere", () => {
  const { draw } = list();
  draw(0, 44);
  draw(30, 50, { above: 12 });
  draw(27, 53, { above: 9 });
  expect(draw(24, 56, { above: 6 })).toMatchObject({ made: 0, moved: false });
});

it("draws rows in another order", () => {
  let slots: Slot<string>[] = [];
  const draw = (names: string[]) => {
    const rows = names.map((name, index) => ({ index, item: name, name }));
    slots = arranged(slots, rows, { focus: -1, above: null }, () => slots.length + 10);
    return slots.map(({ name }) => name);
  };
  draw(["a"]);
  expect(draw(["b", "a"])).toEqual(["b", "a"]);
  expect(draw(["a", "b"])).toEqual(["a", "b"]);
  expect(draw([])).toEqual([]);
});

it("arranges whatever comes", () => {
  const { draw } = list();
  let seed = 7;
  const upTo = (most: number) => (seed = (seed * 48271) % 2147483647) % most;
  for (let times = 0; times < 2000; times += 1) {
    const from = upTo(2) ? upTo(200) : upTo(12);
    const above = upTo(2) ? upTo(13) : null;
    const scrolled = upTo(4) ? undefined : upTo(50);
    const how = { focus: upTo(3) ? -1 : from + upTo(10), above, ...(scrolled !== undefined && { scrolled }) };
    draw(from, from + upTo(40), how, upTo(9) ? "row " : "another ");
  }
});
