/** Compares two objects by their names. A name of several is an image's where one of them is an image: of these one compares most. */
import { backend } from "$/ipc/backend";
import { inspectTabs } from "$/state/inspect.svelte";

/** The names that nothing has; with none missing the comparison is opened, if it is still wanted then. */
export async function compareNames(left: string, right: string, wanted: () => boolean): Promise<string[]> {
  const names = [left, right];
  const found = await Promise.all(names.map((name) => backend().inspectResolve(name, null)));
  const subjects = found.map((all) => all.find(({ kind }) => kind === "image") ?? all[0]);
  const [one, other] = subjects;
  if (one && other && wanted())
    inspectTabs.compare({ from: "object", subject: one }, { from: "object", subject: other });
  return names.filter((_, n) => !subjects[n]);
}
