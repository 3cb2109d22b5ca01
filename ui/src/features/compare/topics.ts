/** Parts of an inspect document that have a name of their own in a person's language, by where they stand. */

export type Topic =
  | "environment"
  | "command"
  | "entrypoint"
  | "labels"
  | "ports"
  | "volumes"
  | "mounts"
  | "user"
  | "workingDir"
  | "layers"
  | "size"
  | "platform"
  | "state"
  | "network"
  | "healthcheck";

/** What stands at these pointers, and beneath. The first that fits counts. */
const PLACES: readonly [RegExp, Topic][] = [
  [/^\/(?:Container)?Config\/Env$/, "environment"],
  [/^\/(?:Container)?Config\/Cmd$/, "command"],
  [/^\/(?:Path|Args)$/, "command"],
  [/^\/(?:Container)?Config\/Entrypoint$/, "entrypoint"],
  [/^(?:\/(?:Container)?Config)?\/Labels$/, "labels"],
  [/^\/(?:Container)?Config\/ExposedPorts$/, "ports"],
  [/^\/(?:HostConfig\/PortBindings|NetworkSettings\/Ports)$/, "ports"],
  [/^\/(?:Container)?Config\/Volumes$/, "volumes"],
  [/^\/(?:Mounts|HostConfig\/(?:Binds|Mounts))$/, "mounts"],
  [/^\/(?:Container)?Config\/User$/, "user"],
  [/^\/(?:Container)?Config\/WorkingDir$/, "workingDir"],
  [/^\/RootFS(?:\/|$)/, "layers"],
  [/^\/(?:Virtual)?Size$/, "size"],
  [/^\/(?:Architecture|Os|Variant|OsVersion)$/, "platform"],
  [/^\/State\/Health$/, "healthcheck"],
  [/^\/(?:Container)?Config\/Healthcheck$/, "healthcheck"],
  [/^\/State(?:\/|$)/, "state"],
  [/^\/(?:NetworkSettings|IPAM)(?:\/|$)/, "network"],
  [/^\/HostConfig\/NetworkMode$/, "network"],
];

export function topicOf(pointer: string): Topic | null {
  return PLACES.find(([place]) => place.test(pointer))?.[1] ?? null;
}

/** The steps of a JSON Pointer. */
export function steps(pointer: string): string[] {
  return pointer
    .split("/")
    .slice(1)
    .map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"));
}
