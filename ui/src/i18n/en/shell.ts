/** A shell in a running container: what `docker exec` is asked to do. */
export const shell = {
  menu: "Open shell…",
  title: (container: string) => `Open a shell in ${container}`,
  open: "Open",
  command: "Shell or command",
  commandHint: "As in a shell. Left empty, the best shell that the container has.",
  found: (path: string) => `Left empty: ${path}, the best shell that the container has.`,
  none: "This container has no shell. Type a program that its image has.",
  user: "User",
  workingDir: "Working folder",
  own: "the container’s own",
};
