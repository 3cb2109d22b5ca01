/** Jobs of the engine in memory: what is asked for goes on by itself, and its news reach the page. */
import type { NewsHandler } from "./backend";
import type {
  CommandError,
  ImageUpdate,
  JobId,
  JobInfo,
  JobOrigin,
  PullProgress,
  RemovalOrder,
  Removed,
} from "./bindings";
import { pullStates } from "./memory-pull";

const wait = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

export interface MemoryJob {
  info: JobInfo;
  log: string[];
  cancelled: boolean;
}

export class MemoryJobs {
  readonly #jobs = new Map<JobId, MemoryJob>();
  #next = 1;
  #handler: NewsHandler = () => undefined;

  open(handler: NewsHandler): void {
    this.#handler = handler;
    handler({ changed: [...this.#jobs.values()].map(({ info }) => info), gone: [] });
  }

  /** Does `work` as a job; what it throws is how the job failed. */
  start(origin: JobOrigin, subject: string, commandLine: string, work: (job: MemoryJob) => Promise<void>): JobInfo {
    const id = this.#next++;
    const info: JobInfo = {
      id,
      ...origin,
      subject,
      commandLine,
      engine: "default",
      asked: Date.now(),
      started: Date.now(),
      ended: null,
      phase: { at: "running" },
      progress: { of: "unknown" },
      outcome: null,
      logLines: 0,
    };
    const job: MemoryJob = { info, log: [], cancelled: false };
    this.#jobs.set(id, job);
    this.update(job, {});
    const end = (phase: JobInfo["phase"]) => this.update(job, { phase, ended: Date.now() });
    void work(job)
      .then(() => end(job.cancelled ? { at: "cancelled" } : { at: "done", duration: Date.now() - info.asked }))
      .catch((error: CommandError) => end({ at: "failed", error }));
    return info;
  }

  pull(
    reference: string,
    platform: string | null,
    commandLine: string,
    refusal: () => CommandError | null,
    pulled: () => void,
  ): JobInfo {
    const missing: CommandError = {
      code: "repositoryNotFound",
      message: `pull access denied for ${reference}, repository does not exist or may require 'docker login'`,
      detail: null,
    };
    return this.start({ kind: "pull", reference, platform }, reference, commandLine, async (job) => {
      this.say(job, `Pulling from ${reference}`);
      await wait(400);
      const refused = reference.includes("missing") ? missing : refusal();
      if (refused) throw refused;
      let last: PullProgress | undefined;
      for await (const progress of pullStates(reference)) {
        if (job.cancelled) return;
        last = progress;
        this.update(job, { progress: { of: "transfer", progress } });
      }
      if (last) this.update(job, { progress: { of: "transfer", progress: { ...last, rate: null } } });
      this.update(job, { outcome: { what: "pulled", digest: null, upToDate: false } });
      pulled();
    });
  }

  /** Waits as long as it can be undone. */
  remove(order: RemovalOrder, seconds: number, commandLine: string, removed: (line: string) => void): JobInfo {
    const [first, ...more] = order.items;
    const subject = [first?.name ?? first?.id ?? "", more.length > 0 ? `+${more.length}` : ""]
      .filter(Boolean)
      .join(" ");
    const pending = { at: "pending", starts: Date.now() + seconds * 1000 } as const;
    const info = this.start({ kind: "remove", ...order }, subject, commandLine, async (job) => {
      if (seconds > 0) this.update(job, { phase: pending, started: null });
      while (Date.now() < pending.starts && !job.cancelled) await wait(Math.min(50, seconds * 1000));
      if (job.cancelled) return;
      this.update(job, { phase: { at: "running" }, started: Date.now() });
      removed(commandLine);
      order.items.forEach(({ name, id }) => this.say(job, `Untagged: ${name ?? id}`));
      const items = order.items.map(({ fate, freed }): Removed =>
        fate === "deletes" ? { is: "deleted", freed } : { is: "untagged" },
      );
      this.update(job, { outcome: { what: "removed", items, freed: order.promised } });
    });
    return this.get(info.id)?.info ?? info;
  }

  /** One answer after the other, as registries give them. */
  check(references: string[], commandLine: string, updates: ImageUpdate[]): JobInfo {
    const more = references.length > 1 ? ` +${references.length - 1}` : "";
    const origin: JobOrigin = { kind: "checkUpdates", references };
    return this.start(origin, `${references[0]}${more}`, commandLine, async (job) => {
      const answered: ImageUpdate[] = [];
      for (const update of updates) {
        await wait(40);
        if (job.cancelled) break;
        answered.push(update);
        const failed = answered.filter(({ state }) => state.is === "failed").length;
        const done = answered.length - failed;
        this.update(job, { progress: { of: "items", done, failed, total: updates.length } });
      }
      this.update(job, { outcome: { what: "checked", updates: answered } });
      const fault = answered.map(({ state }) => state).find((state) => state.is === "failed");
      if (fault?.is === "failed" && answered.every(({ state }) => state.is === "failed")) throw fault.error;
    });
  }

  say(job: MemoryJob, line: string): void {
    job.log.push(line);
    this.update(job, { logLines: job.log.length });
  }

  update(job: MemoryJob, changes: Partial<JobInfo>): void {
    job.info = { ...job.info, ...changes } as JobInfo;
    this.#handler({ changed: [job.info], gone: [] });
  }

  get(id: JobId): MemoryJob | undefined {
    return this.#jobs.get(id);
  }

  cancel(id: JobId): void {
    const job = this.#jobs.get(id);
    if (job) job.cancelled = true;
  }

  forget(ids: JobId[]): void {
    for (const id of ids) this.#jobs.delete(id);
    this.#handler({ changed: [], gone: ids });
  }

  ended(): JobId[] {
    return [...this.#jobs.values()].filter(({ info }) => info.ended !== null).map(({ info }) => info.id);
  }
}
