import type { Fault, ListName } from "$/lib/run-form";

/** Running an image: what `docker run` is asked to do. */
export const run = {
  title: "Run an image",
  titleInteractive: "Run interactively",
  run: "Run",
  image: "Image",
  command: "Command",
  commandHint: "As in a shell. Left empty, the image’s own command runs.",
  commandOwn: "the image’s own command",
  commandShell: "the image’s own command, or /bin/bash",
  interactive: "Interactive terminal",
  remove: "Remove the container when it ends",
  name: "Name",
  nameOwn: "chosen by the engine",
  user: "User",
  workingDir: "Working folder",
  own: "the image’s own",
  add: "Add",
  lists: {
    env: { label: "Environment variables", example: "KEY=value", remove: "Remove this variable" },
    publish: { label: "Published ports", example: "8080:80", remove: "Remove this port" },
    volumes: {
      label: "Volumes and folders",
      example: "data:/var/lib/data or /host/folder:/folder:ro",
      remove: "Remove this volume",
    },
  } satisfies Record<ListName, unknown>,
  copyLine: "Copy the docker line",
  faults: {
    imageMissing: "Which image? A name, or an id.",
    imageSpaces: "An image’s name has no spaces.",
    name: "At least two letters, digits, “_”, “.” or “-”, beginning with a letter or a digit.",
    env: "Written as KEY=value.",
    publish: "Written as 8080:80 or 127.0.0.1:8080:80/tcp, with ports up to 65535.",
    volume: "Written as name:/path or /host/folder:/path:ro; the path in the container begins with “/”.",
    workingDir: "A folder in the container, beginning with “/”.",
  } satisfies Record<Fault, string>,
};
