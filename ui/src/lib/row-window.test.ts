import { expect, it } from "vitest";
import { RowWindow, type Answer } from "./row-window.svelte";

/** A list of so many numbers, and the questions it was asked. */
function numbers(total: number, seeded?: number) {
  const asked: [number, number][] = [];
  const answer = (start: number, count: number): Answer<number> => ({
    revision: 1,
    total,
    start,
    items: Array.from({ length: Math.max(0, Math.min(count, total - start)) }, (_, n) => start + n),
  });
  const list = new RowWindow(
    async (start: number, count: number) => {
      asked.push([start, count]);
      return answer(start, count);
    },
    seeded === undefined ? undefined : answer(0, seeded),
  );
  const settle = () => new Promise((resolve) => setTimeout(resolve, 0));
  return { list, asked, settle };
}

it("asks nothing about what came with the opening", async () => {
  const { list, asked, settle } = numbers(1000, 50);
  list.see(0, 40);
  await settle();
  expect(asked).toEqual([]);
  expect([list.total, list.at(49), list.at(50)]).toEqual([1000, 49, undefined]);
});

it("asks once for what comes into sight while it asks, where the answer has it", async () => {
  const { list, asked, settle } = numbers(1000);
  list.see(0, 40);
  list.see(10, 50);
  list.see(20, 60);
  await settle();
  expect(asked).toEqual([[0, 120]]);
  expect(list.at(100)).toBe(100);
});

it("asks again where it has not", async () => {
  const { list, asked, settle } = numbers(1000);
  list.see(0, 40);
  list.see(600, 640);
  await settle();
  expect(asked).toEqual([
    [0, 120],
    [520, 200],
  ]);
});

it("asks again for rows that changed while it asked", async () => {
  const { list, asked } = numbers(1000);
  list.see(0, 40);
  await list.renew();
  expect(asked.length).toBe(2);
});

it("shows what it has until the answer is there", async () => {
  const { list } = numbers(1000, 50);
  list.see(0, 40);
  const renewed = list.renew();
  expect(list.at(0)).toBe(0);
  await renewed;
  expect(list.at(0)).toBe(0);
});

it("asks once for each change of a list that grows faster than its end is drawn", async () => {
  let total = 1000;
  let following = true;
  const asked: number[] = [];
  const ask = async (start: number, count: number): Promise<Answer<number>> => {
    asked.push(start);
    // What comes meanwhile is out of sight of whoever still looks at the end before.
    total += 500;
    // As the list does when an answer has been drawn: in the middle of the next question.
    if (following && asked.length < 20) list.see(list.total - 20, list.total);
    const first = following ? total - count : start;
    return { revision: asked.length, total, start: first, items: Array.from({ length: count }, (_, n) => first + n) };
  };
  const list: RowWindow<number> = new RowWindow(ask, undefined, { follows: () => following });
  list.see(980, 1000);
  await list.renew();
  expect(asked.length).toBeLessThan(4);
  expect(list.at(total - 1)).toBe(total - 1);
  // Who has left the end gets what is in sight.
  following = false;
  list.see(100, 120);
  await list.renew();
  expect([list.at(100), list.at(119)]).toEqual([100, 119]);
});
