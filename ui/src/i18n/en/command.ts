import type { SubjectKind } from "$/ipc/bindings";

const kinds: Record<SubjectKind, string> = {
  image: "image",
  container: "container",
  volume: "volume",
  network: "network",
};

/** The command bar: `docker inspect NAME` and its like, typed where one is. */
export const command = {
  title: "Command",
  open: "Type a command",
  field: "docker inspect, or a name",
  placeholder: "docker inspect NAME, or part of a name",
  choices: "Choices",
  kinds,
  gone: (kind: SubjectKind, name: string) => `There is no ${kinds[kind]} ${name} any more`,
  portOpened: (address: string) => `Opened ${address} in the browser`,
  inspect: (name: string) => `Inspect ${name}`,
  inspectAs: (kind: SubjectKind, name: string) => `Inspect the ${kinds[kind]} ${name}`,
  inspectAll: (count: number) => `Inspect ${count} objects`,
  pull: (reference: string) => `Pull ${reference}`,
  compare: (left: string, right: string) => `Compare ${left} with ${right}`,
  go: (place: string) => `Go to ${place}`,
  openFile: "Open a file…",
  unnamed: "Type the name of an image, a container, a volume or a network.",
  unnamedPull: "Type the image to pull.",
  unnamedCompare: "Type the two to compare.",
  twoOnly: "Two objects are compared, not more.",
  unknown: (what: string) =>
    `“${what}” is not understood here. What is: docker inspect, docker pull, docker images, docker ps, or a name.`,
  unknownType: (type: string) => `“${type}” is no type of object. There are image, container, volume and network.`,
  unknownFlag: (flag: string) => `The option ${flag} is not understood here.`,
  unclosed: "A quotation mark is not closed.",
  none: (name: string) => `Nothing on the engine is called ${name}.`,
  noneOf: (kind: SubjectKind, name: string) => `There is no ${kinds[kind]} called ${name}.`,
  closest: "Close to it:",
  several: (name: string) => `${name} names more than one object. Which one?`,
  looking: (name: string) => `Looking for ${name}…`,
  keys: "↑ ↓ choose · Tab completes · Enter opens · Esc closes",
  found: (count: number) => (count === 1 ? "1 choice" : `${count} choices`),
};
