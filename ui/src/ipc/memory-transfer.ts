/** What moves images, on the engine in memory: names, pushes, and archives that a dialog of the system would ask for. */
import { commitLine, importLine } from "$/lib/transfer";
import type { Archive, CommandError, ContainerRow, ImageRow, JobInfo, JobOrigin, JobOutcome } from "./bindings";
import type { Backend } from "./backend";
import { hexId } from "./memory-data";
import type { MemoryJob, MemoryJobs } from "./memory-jobs";
import { pullStates } from "./memory-pull";

const FOLDER = "/home/ada";
/** Steps and bytes of a file that is written or read. */
const STEPS = 12;
const BEAT = 120;
const LENGTH = 86_000_000;

interface World {
  images: ImageRow[];
  containers: ContainerRow[];
}

interface Tools {
  world: World;
  jobs: MemoryJobs;
  named: (reference: string) => ImageRow;
  command: (line: string) => void;
  changed: () => void;
  fault: (code: CommandError["code"], message: string) => CommandError;
}

type Transfers = Pick<
  Backend,
  | "imageTag"
  | "imageUntag"
  | "imagePush"
  | "imagesSave"
  | "archivesChoose"
  | "archiveLoad"
  | "archiveImport"
  | "containerExport"
  | "containerCommit"
>;

/** What the dialog of the system would let one choose. */
export const sampleArchive: Archive = {
  id: 1,
  name: "billing-api.tar",
  size: LENGTH,
  content: { kind: "images", names: ["ghcr.io/acme/billing-api:2026.10.9"] },
  error: null,
};

export function memoryTransfers({ world, jobs, named, command, changed, fault }: Tools): Transfers {
  const give = (image: ImageRow, name: string): string => {
    const colon = name.lastIndexOf(":");
    const hasTag = colon > name.lastIndexOf("/");
    const repository = hasTag ? name.slice(0, colon) : name;
    const tag = hasTag ? name.slice(colon + 1) : "latest";
    const rest = world.images.filter((row) => row.repository !== repository || row.tag !== tag);
    world.images.splice(0, world.images.length, ...rest);
    world.images.unshift({ ...image, key: `${repository}:${tag}@${image.id}`, repository, tag });
    changed();
    return `${repository}:${tag}`;
  };
  const made = (name: string): string => {
    const id = `sha256:${hexId(`made${world.images.length}`)}`;
    const sample = world.images[0];
    const image = { ...sample, id, key: `@${id}`, digests: [], labels: {}, size: LENGTH, created: Date.now() / 1000 };
    return give(image as ImageRow, name.trim() || "made");
  };
  const start = (origin: JobOrigin, subject: string, line: string, about: boolean, end: () => JobOutcome): JobInfo => {
    command(line);
    return jobs.start(origin, subject, line, async (job: MemoryJob) => {
      for (let step = 0; step <= STEPS; step += 1) {
        await new Promise((resolve) => setTimeout(resolve, BEAT));
        if (job.cancelled) return;
        const done = Math.round((LENGTH * step) / STEPS);
        const progress = { of: "bytes", done, total: LENGTH, about, rate: LENGTH / ((STEPS * BEAT) / 1000) } as const;
        if (step > 2) jobs.update(job, { progress });
      }
      jobs.update(job, { outcome: end() });
    });
  };
  return {
    imageTag: async (source, target) => {
      const image = named(source);
      command(`docker tag ${source} ${target}`);
      return give(image, target);
    },
    imageUntag: async (name) => {
      const image = named(name);
      if (world.images.filter(({ id }) => id === image.id).length < 2)
        throw fault("lastName", `${name} is the last name of ${image.id}`);
      command(`docker rmi ${name}`);
      world.images.splice(world.images.indexOf(image), 1);
      changed();
      return image.id;
    },
    imagePush: async (reference) => {
      named(reference);
      const line = `docker push ${reference}`;
      command(line);
      return jobs.start({ kind: "push", reference }, reference, line, async (job) => {
        jobs.say(job, `The push refers to repository [${reference}]`);
        for await (const progress of pullStates(reference)) {
          if (job.cancelled) return;
          jobs.update(job, { progress: { of: "transfer", progress } });
        }
        jobs.update(job, { outcome: { what: "pushed", digest: `sha256:${hexId(reference)}`, inPart: null } });
      });
    },
    imagesSave: async (images) => {
      images.forEach(named);
      const path = `${FOLDER}/${images.length === 1 ? "image" : "images"}.tar`;
      const line = `docker save --output ${path} ${images.join(" ")}`;
      return start({ kind: "save", images, path }, images.join(", "), line, true, () => ({
        what: "written",
        path,
        size: LENGTH,
      }));
    },
    containerExport: async (container, name) => {
      const path = `${FOLDER}/${name}.tar`;
      const line = `docker export --output ${path} ${name}`;
      return start({ kind: "export", container, name, path }, name, line, true, () => ({
        what: "written",
        path,
        size: LENGTH,
      }));
    },
    archivesChoose: async () => [sampleArchive],
    archiveLoad: async () => {
      const path = `${FOLDER}/${sampleArchive.name}`;
      return start({ kind: "load", path }, sampleArchive.name, `docker load --input ${path}`, false, () => ({
        what: "loaded",
        images: [made("ghcr.io/acme/billing-api:2026.10.9")],
      }));
    },
    archiveImport: async (_, spec) => {
      const path = `${FOLDER}/${sampleArchive.name}`;
      const line = importLine(spec, path);
      return start({ kind: "import", path, spec }, sampleArchive.name, line, false, () => ({
        what: "made",
        image: made(spec.reference ?? ""),
      }));
    },
    containerCommit: async (spec, name) =>
      start({ kind: "commit", spec, name }, name, commitLine(spec, name), false, () => ({
        what: "made",
        image: made(spec.reference ?? ""),
      })),
  };
}
