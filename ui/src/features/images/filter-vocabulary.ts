/** What the images have to offer for each key of the filter, the most frequent first. */
import type { Vocabulary } from "$/lib/filter/complete";
import type { Key } from "$/lib/filter/parse";
import { digestOf, registryOf } from "$/lib/images";
import type { ImageRow } from "$/ipc/bindings";
import { platformOf } from "$/state/image-columns";
import { images } from "$/state/images.svelte";

const valuesOf: Partial<Record<Key, (row: ImageRow) => readonly (string | null | undefined)[]>> = {
  tag: ({ tag }) => [tag],
  repo: ({ repository }) => [repository],
  registry: (row) => [registryOf(row)],
  platform: (row) => [
    ...new Set(row.manifests.length > 0 ? row.manifests.map(({ platform }) => platform) : [platformOf(row)]),
  ],
  id: ({ id }) => [id.replace(/^sha256:/, "").slice(0, 12)],
  digest: (row) => [digestOf(row)],
  label: ({ labels }) => Object.entries(labels).flatMap(([key, value]) => [key, `${key}=${value}`]),
};

export const vocabulary: Vocabulary = (key) => {
  const of = valuesOf[key];
  if (!of) return [];
  const counts = new Map<string, number>();
  for (const row of images.value ?? [])
    for (const value of of(row)) if (value) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].map(([value, count]) => ({ value, count })).sort((a, b) => b.count - a.count);
};
