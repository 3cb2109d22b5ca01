/** Which of the engine's images are dangling, by this engine's own rule. */
import { countsDigests, danglingAmong } from "$/lib/dangling";
import type { ImageRow } from "$/ipc/bindings";
import { connection } from "./connection.svelte";
import { images } from "./images.svelte";

const digests = $derived(connection.status.state === "ready" && countsDigests(connection.status.engine));
const known = $derived(danglingAmong(images.value ?? [], digests));

export const isDangling = (row: ImageRow): boolean => known(row);
