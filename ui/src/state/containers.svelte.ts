/** The engine's containers, kept up to date, and which of them are made from which image. */
import { backend } from "$/ipc/backend";
import type { ContainerRow } from "$/ipc/bindings";
import { grouped } from "$/lib/group";
import { clock } from "./clock.svelte";
import { Resource } from "./resource.svelte";

export const containers = new Resource(async () => {
  const rows = await backend().containersList();
  clock.touch();
  return rows;
});

const byImage = $derived(grouped(containers.value ?? [], (row) => row.imageId));

const none: ContainerRow[] = [];

/** Containers made from the image with this id; empty also while containers have not been loaded. */
export function usersOf(imageId: string): ContainerRow[] {
  return byImage.get(imageId) ?? none;
}

/** Nothing in it can be told anything until it goes on. */
export function isPaused(id: string | null): boolean {
  return containers.value?.some((row) => row.id === id && row.state === "paused") ?? false;
}

/** Running, or on the way to it or from it: a process is there. */
export function isAlive(row: ContainerRow): boolean {
  return row.state === "running" || row.state === "paused" || row.state === "restarting";
}
