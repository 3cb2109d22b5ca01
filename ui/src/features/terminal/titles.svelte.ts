/**
 * What tabs are called, wherever one is named: as a person called it, or what it is, with a number where another one is
 * called so. A number stays with its tab (`dockLayout` keeps it, across a reload too) and is free again when that closes.
 */
import { visible } from "$/lib/text";
import { dockLayout } from "$/state/dock-layout.svelte";
import { logs } from "$/state/logs.svelte";
import { sessions } from "$/state/sessions.svelte";
import { ownTitle } from "./describe";
import { nameTabs, type Nameable } from "./tab-names";
import { ofLogs, tabOf, type DockTab } from "./tabs";

const names = $derived(nameTabs([...sessions.list.map(tabOf), ...logs.list.map(ofLogs)].map(nameable)));

function nameable(tab: DockTab): Nameable {
  const given = dockLayout.title(tab.key);
  return {
    key: tab.key,
    given: given === undefined ? undefined : visible(given),
    kept: dockLayout.number(tab.key),
    own: (number) => ownTitle(tab, number),
  };
}

/** The one that is on its way out is still called something. */
export function tabTitle(tab: DockTab): string {
  const title = names.get(tab.key)?.title;
  if (title !== undefined) return title;
  const given = dockLayout.title(tab.key);
  return given === undefined ? ownTitle(tab, 1) : visible(given);
}

/** In an effect: tabs keep the numbers that they have been given. */
export function keepNumbers(): void {
  dockLayout.keepNumbers(
    Object.fromEntries([...names].flatMap(([key, { number }]) => (number === null ? [] : [[key, number]]))),
  );
}
