/** Every way something can fail: what it is, and what to do next. */
export const errors = {
  engineUnreachable: {
    title: "No engine answers",
    remedy: "Nothing listens at the engine’s address. Start Docker or Podman, or choose another engine.",
  },
  engineForbidden: {
    title: "The engine is there, but this user may not use it",
    remedy: "Add the user to the group of the socket (usually docker) and sign in again, or choose another engine.",
  },
  endpointInvalid: {
    title: "The engine’s address can’t be used",
    remedy: "Check DOCKER_HOST or the Docker context: the scheme, the host, and the TLS files it names.",
  },
  engineLost: {
    title: "The engine stopped answering",
    remedy: "The connection broke in the middle. Quayside connects again as soon as the engine is back.",
  },
  engineNotInUse: {
    title: "Another engine is in use",
    remedy: "What this is about is on the engine named below. Choose that one, then try again.",
  },
  embeddedEngineUnavailable: {
    title: "No engine can be started here",
    remedy: "Install Docker or Podman with the system’s package manager, then try again.",
  },
  imageNotFound: {
    title: "The image is not on the engine",
    remedy: "It may have been removed meanwhile. Pull it to have it again.",
  },
  containerNotFound: {
    title: "The container is gone",
    remedy: "It has been removed meanwhile. The list shows what is there now.",
  },
  imageInUse: {
    title: "The image is in use",
    remedy: "A container is made from it, or another name points to it. Remove that first, or use force.",
  },
  lastName: {
    title: "It is the image’s last name",
    remedy: "Without it the image itself would go. Give it another name first, or remove the image.",
  },
  imageChanged: {
    title: "The image has changed since",
    remedy:
      "It got other names or containers after you agreed to its removal. Nothing was done to it: look again, and decide anew.",
  },
  containerRunning: {
    title: "The container is running",
    remedy: "Stop it first, or remove it with force.",
  },
  containerNotRunning: {
    title: "The container is not running",
    remedy: "Start it, then open a shell in it.",
  },
  nameInUse: {
    title: "Another container has this name",
    remedy: "Choose another name, or remove the container that has it.",
  },
  portInUse: {
    title: "A port is taken already",
    remedy: "Publish to another port of the host, or stop what uses this one.",
  },
  commandNotFound: {
    title: "The command is not in the image",
    remedy: "Choose another command; /bin/sh is in most images.",
  },
  noShell: {
    title: "There is no shell in this container",
    remedy:
      "Its image has only what it runs. Attach to its main process, read its logs, or export its files; “Open shell…” runs another program that the image has.",
  },
  stillRuns: {
    title: "What ran before may still be running",
    remedy: "End it in its container first, then try again; or open a new shell with the same command to run both.",
  },
  logsUnavailable: {
    title: "This container keeps no log",
    remedy:
      "Its logging driver sends the lines elsewhere, or nowhere. Create the container with another driver, such as json-file or local.",
  },
  logGone: {
    title: "What is shown of this log can’t be read again",
    remedy: "A container of it has been removed. What it printed is kept here until this tab is closed.",
  },
  logDamaged: {
    title: "The engine can’t read all of this log",
    remedy:
      "Its file is damaged, as after a power cut. What can be read is here. Create the container anew, and its log begins anew.",
  },
  registryUnreachable: {
    title: "The registry can’t be reached",
    remedy: "Check the network, the proxy of the engine and the registry’s name, then try again.",
  },
  registryCertificate: {
    title: "The registry’s certificate is not trusted",
    remedy: "Give the engine the registry’s certificate authority (/etc/docker/certs.d), then try again.",
  },
  repositoryNotFound: {
    title: "No such repository",
    remedy: "Check its name. If it is private, sign in to its registry: what was asked for then goes on by itself.",
  },
  tagNotFound: {
    title: "The repository has no such tag",
    remedy: "Check the tag; the repository’s page lists those there are.",
  },
  registryUnauthorized: {
    title: "The registry asks for a sign-in",
    remedy: "Sign in to it: what was asked for then goes on by itself.",
  },
  credentialsUnavailable: {
    title: "Credentials can’t be read or kept",
    remedy: "The program, the keyring or the file that keeps them says why beneath. Mend it, then try again.",
  },
  registryFailed: {
    title: "The registry answers with a fault",
    remedy: "It may be passing. The registry’s words stand beneath; try again in a while.",
  },
  rateLimited: {
    title: "The registry’s limit of pulls is reached",
    remedy: "Wait for the limit to be lifted, or sign in to the registry for a higher one.",
  },
  platformNotFound: {
    title: "The image is not made for this platform",
    remedy: "Choose a platform that the image has, or another tag.",
  },
  platformsMissing: {
    title: "Not all of the image is here to be pushed",
    remedy: "It is made for several platforms. Pull those that are missing, then push it again.",
  },
  noSpace: {
    title: "The engine’s disk is full",
    remedy: "Clean up images that are in no use, or remove containers, then try again.",
  },
  invalidReference: {
    title: "Not an image reference",
    remedy: "Write it as [registry/]repository[:tag].",
  },
  invalidInput: {
    title: "Something typed can’t be understood",
    remedy: "The engine’s words beneath say which. Correct it and try again.",
  },
  notFound: {
    title: "It is no longer there",
    remedy: "It has been removed meanwhile. The list shows what is there now.",
  },
  sessionGone: {
    title: "The session has ended",
    remedy: "Open a new one.",
  },
  cancelled: {
    title: "Stopped",
    remedy: "It was stopped as asked. Start it again whenever you like.",
  },
  timedOut: {
    title: "The engine did not answer in time",
    remedy: "It may be busy. Wait a moment and try again.",
  },
  settingsUnavailable: {
    title: "Settings can’t be read or written",
    remedy: "Check that the configuration folder of this user can be written to.",
  },
  clipboardUnavailable: {
    title: "The clipboard can’t be used",
    remedy: "Try again. Another program may be holding it, or the desktop has none.",
  },
  fileUnavailable: {
    title: "The file can’t be read or written",
    remedy: "Look at its permissions and at the room on the disk, or choose another place.",
  },
  fileNameUnreadable: {
    title: "The file’s name is not text",
    remedy:
      "The name, or that of a folder on the way to it, is not written in UTF-8. Rename it, or choose another place.",
  },
  diskFull: {
    title: "There is no room for the file",
    remedy: "Make room on that disk, then try again; or choose a place on another one.",
  },
  notAnArchive: {
    title: "There is no image in the file",
    remedy: "Choose a file that docker save, podman save or Quayside has written: a tar, also compressed.",
  },
  archiveOfFiles: {
    title: "The archive holds files, not images",
    remedy: "It can be imported: an image is made of the files then.",
  },
  browserUnavailable: {
    title: "No web browser opened",
    remedy: "Copy the address and open it in a browser yourself.",
  },
  engineRefused: {
    title: "The engine refused",
    remedy: "Its own words say why.",
  },
  internal: {
    title: "A fault of Quayside",
    remedy: "Try again; if it comes back, report it with the words beneath.",
  },
};
