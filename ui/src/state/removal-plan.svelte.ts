/** The plan of a removal while a person reads it: asked for anew as choices and the engine change, then carried out as read. */
import { backend } from "$/ipc/backend";
import type { CommandError, RemovalPlan, RemovalTarget, RemovalWays } from "$/ipc/bindings";
import { toCommandError } from "$/ipc/errors";
import { orderOf } from "$/lib/removal";
import { removals } from "./removals.svelte";
import { Resource } from "./resource.svelte";

interface Question {
  targets: RemovalTarget[];
  ways: RemovalWays;
}

export class PlanAsked {
  #question = $state.raw<Question>({ targets: [], ways: { withContainers: false, force: false } });
  #fault = $state.raw<CommandError | null>(null);
  #starting = $state(false);
  readonly #resource = new Resource(async () => {
    const question = this.#question;
    return { question, plan: await backend().imagesRemovalPlan(question.targets, question.ways) };
  });
  /** None while it is worked out, and where that fails: an older plan answers another question. */
  readonly #order = $derived.by(() => {
    const answer = this.#resource.value;
    return answer?.question === this.#question ? orderOf(answer.plan, answer.question.ways) : null;
  });

  /** The newest that is known; stays while another one is worked out, also when that fails. */
  get plan(): RemovalPlan | undefined {
    return this.#resource.value?.plan;
  }

  /** The plan is the answer to what was asked last; only then it can be carried out. */
  get answered(): boolean {
    return this.#order !== null;
  }

  get asking(): boolean {
    return this.#resource.loading;
  }

  get error(): CommandError | null {
    return this.#fault ?? this.#resource.error;
  }

  get starting(): boolean {
    return this.#starting;
  }

  async ask(targets: RemovalTarget[], ways: RemovalWays): Promise<void> {
    this.#question = { targets, ways };
    this.#fault = null;
    await this.#resource.refresh();
  }

  /** Whether it has been handed over; else `error` says why not. */
  async carryOut(): Promise<boolean> {
    const order = this.#order;
    if (!order || order.items.length === 0) return false;
    this.#starting = true;
    try {
      await removals.start(order);
      return true;
    } catch (thrown) {
      this.#fault = toCommandError(thrown);
      return false;
    } finally {
      this.#starting = false;
    }
  }
}
