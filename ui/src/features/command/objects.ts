/** Everything that can be inspected, by the names that a person would type. */
import type { ContainerRow, ImageRow, Subject, SubjectKind } from "$/ipc/bindings";
import { nameOf, referenceOf } from "$/lib/images";

export interface Known {
  subject: Subject;
  /** What a person calls it. */
  name: string;
  /** The image's tag is not the latest, the container's image: what tells it from others. */
  about: string;
}

/** `others` are what no list shows: volumes and networks. */
export function known(
  images: readonly ImageRow[],
  containers: readonly ContainerRow[],
  others: readonly Subject[] = [],
): Known[] {
  return [
    ...containers.map((row): Known => ({
      subject: { kind: "container", name: row.name || row.id },
      name: row.name || row.id,
      about: row.image,
    })),
    ...images.map((row): Known => ({
      subject: { kind: "image", name: referenceOf(row) },
      name: nameOf(row),
      about: "",
    })),
    ...others.map((subject): Known => ({ subject, name: subject.name, about: "" })),
  ];
}

/** Those whose name contains this, by kind; names that begin so first, and so their kinds. */
export function matching(all: readonly Known[], text: string, count: number): Known[] {
  const wanted = text.toLowerCase();
  const found = all.filter(({ name }) => name.toLowerCase().includes(wanted));
  const begins = ({ name }: Known) => {
    const whole = name.toLowerCase();
    return whole.startsWith(wanted) || whole.slice(whole.lastIndexOf("/") + 1).startsWith(wanted);
  };
  const first = [...found.filter(begins), ...found.filter((one) => !begins(one))].slice(0, count);
  const kinds = new Set<SubjectKind>(first.map(({ subject }) => subject.kind));
  return [...kinds].flatMap((kind) => first.filter(({ subject }) => subject.kind === kind));
}
