/** Rows of the container list: filtered and sorted. */
import type { ContainerRow } from "$/ipc/bindings";

export type ContainerColumn = "name" | "image" | "state" | "status" | "ports" | "created";

/** Every word has to occur in the name, the image, the id, the state or the ports. */
export function filterContainers(rows: readonly ContainerRow[], filter: string): readonly ContainerRow[] {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return rows;
  return rows.filter((row) => {
    const text = [row.name, row.image, row.id, row.state, ...row.ports].join("\n").toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

const compareText = new Intl.Collator("en", { numeric: true }).compare;

/** What is alive first. */
const STATES = ["running", "restarting", "paused", "removing", "created", "exited", "dead"];
const rank = (state: string) => (STATES.includes(state) ? STATES.indexOf(state) : STATES.length);

export function sortContainers(
  rows: readonly ContainerRow[],
  column: ContainerColumn,
  descending: boolean,
): ContainerRow[] {
  const compare: Record<ContainerColumn, (a: ContainerRow, b: ContainerRow) => number> = {
    name: (a, b) => compareText(a.name, b.name),
    image: (a, b) => compareText(a.image, b.image),
    state: (a, b) => rank(a.state) - rank(b.state),
    status: (a, b) => compareText(a.status, b.status),
    ports: (a, b) => compareText(a.ports.join(), b.ports.join()),
    created: (a, b) => a.created - b.created,
  };
  const sign = descending ? -1 : 1;
  return [...rows].sort(
    (a, b) => sign * compare[column](a, b) || compareText(a.name, b.name) || (a.id < b.id ? -1 : 1),
  );
}

/** `0.0.0.0:5984->5984/tcp` and its twin for IPv6 are one to a person; so is a port without a host's. */
export function shortPorts(ports: readonly string[]): string[] {
  const short = ports.map((port) => port.replace(/^(?:0\.0\.0\.0|\[?::\]?):(?=\d+->)/, ""));
  return [...new Set(short)];
}

/** Interrupted, killed, asked to stop: how a container ends that a person stops. */
const STOPPED: readonly number[] = [130, 137, 143];

/** The code with which its process ended by itself and said that something was wrong. */
export function exitedWith({ state, status }: Pick<ContainerRow, "state" | "status">): number | null {
  const code = state === "exited" ? Number(/^Exited \((\d+)\)/.exec(status)?.[1] ?? 0) : 0;
  return code === 0 || STOPPED.includes(code) ? null : code;
}
