import type { Action } from "svelte/action";

type Attributes = Readonly<Record<string, string>>;

/**
 * Gives an element attributes whose names its component does not know. Spread over it they would be compared with all that
 * the component sets there, each time that any of these changes: in a list that is sorted, for every row of it.
 */
export const attributed: Action<Element, Attributes> = (element, attributes) => {
  let before: Attributes = {};
  const update = (now: Attributes) => {
    for (const name in now) if (before[name] !== now[name]) element.setAttribute(name, now[name] as string);
    for (const name in before) if (!(name in now)) element.removeAttribute(name);
    before = now;
  };
  update(attributes);
  return { update };
};
