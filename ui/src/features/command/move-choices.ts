/** What a line that moves images stands for, as a choice: what it will do is said before it is entered. */
import type { Choice } from "$/components/chooser";
import { t } from "$/i18n/index.svelte";
import type { ContainerRow, ImageRow } from "$/ipc/bindings";
import { shortId } from "$/lib/format";
import { isCalled } from "$/lib/images";
import { visible } from "$/lib/text";
import { nameFault, named } from "$/lib/transfer";
import { chooseArchives, chooseToImport } from "$/state/archives.svelte";
import { openDialog } from "$/state/dialogs.svelte";
import { exportContainer, pushImage, saveReferences, tagAs } from "$/state/transfers";
import type { Move } from "./moves";

/** The container that a name or the beginning of an id means; none where there is no such one. */
export function containerOf(rows: readonly ContainerRow[], name: string): ContainerRow | undefined {
  return rows.find((row) => row.name === name) ?? rows.find((row) => row.id.startsWith(name));
}

/** The image that loses its name to the one that is tagged. */
export function holderOf(move: Move, rows: readonly ImageRow[]): ImageRow | undefined {
  if (move.is !== "tag" || nameFault(move.target)) return undefined;
  const holder = named(rows, move.target);
  const source = named(rows, move.source) ?? rows.find((row) => isCalled(row, move.source));
  return source && source.id !== holder?.id ? holder : undefined;
}

/** `container` is the one that an export or a commit names, `holder` the image that has the name which a tag gives. */
export function moveChoice(
  move: Move,
  { container, holder }: { container: ContainerRow | undefined; holder: ImageRow | undefined },
  done: () => void,
): Choice[] {
  const words = t().command.moves;
  const choice = (label: string, icon: NonNullable<Choice["icon"]>, act: () => void): Choice[] => [
    {
      id: move.is,
      label,
      icon,
      note: `docker ${move.is}`,
      onchoose: () => {
        done();
        act();
      },
    },
  ];
  switch (move.is) {
    case "tag": {
      const [source, target] = [visible(move.source), visible(move.target)];
      const label = holder ? words.tagTaken(source, target, shortId(holder.id)) : words.tag(source, target);
      return choice(label, "tag", () => tagAs(move.source, move.target));
    }
    case "push":
      return choice(words.push(visible(move.reference)), "push", () => pushImage(move.reference));
    case "save":
      return choice(words.save(move.references.map(visible).join(", ")), "archive", () =>
        saveReferences(move.references),
      );
    case "load":
      return choice(words.load, "archive", chooseArchives);
    case "import":
      return choice(words.import, "layers", () => chooseToImport(move.spec));
    case "export":
      return container
        ? choice(words.export(visible(container.name)), "archive", () => exportContainer(container))
        : [];
    case "commit":
      return container
        ? choice(words.commit(visible(container.name)), "layers", () =>
            openDialog({ kind: "commit", row: container, spec: move.spec }),
          )
        : [];
  }
}
