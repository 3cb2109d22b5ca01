/** What became of sessions, in words for those who hear the window: also of sessions that are out of sight. */
import { t } from "$/i18n/index.svelte";
import type { SessionId, SessionInfo } from "$/ipc/bindings";
import { isLost } from "$/state/session-phase";
import { lossWords } from "./describe";
import { tabOf } from "./tabs";
import { tabTitle } from "./titles.svelte";

/** Pieces that stay: each is read out when it comes, and a person may go over the last ones once more. */
const KEPT = 5;

interface Piece {
  /** In the order of coming, from 1. */
  number: number;
  text: string;
}

export class SessionNews {
  /** The newest last. */
  list = $state.raw<readonly Piece[]>([]);
  /** As the sessions were when they were looked at last. */
  #before: readonly SessionInfo[] = [];
  #count = 0;
  readonly #isShown: (id: SessionId) => boolean;

  constructor(isShown: (id: SessionId) => boolean) {
    this.#isShown = isShown;
  }

  /** Says what has changed since the last time; of a session that is new here, nothing. */
  look(list: readonly SessionInfo[]): void {
    const fresh = list.flatMap((info) => {
      const before = this.#before.find(({ id }) => id === info.id);
      const what = before && whatBecame(before, info, this.#isShown(info.id));
      return what ? [{ number: ++this.#count, text: t().terminal.news(tabTitle(tabOf(info)), what) }] : [];
    });
    this.#before = list;
    if (fresh.length > 0) this.list = [...this.list, ...fresh].slice(-KEPT);
  }
}

/** None where it goes on as a person expects. */
function whatBecame(before: SessionInfo, info: SessionInfo, isShown: boolean): string | null {
  const words = t().terminal;
  const { phase } = info;
  if (before.phase.at === phase.at && phase.at !== "lost") return null;
  switch (phase.at) {
    case "exited":
      return words.exited(phase.code);
    case "failed":
      // In sight it is an alert.
      return isShown ? null : `${words.failedTo[info.kind]}. ${t().errors[phase.error.code].title}.`;
    case "lost":
      return before.phase.at === "lost" && before.phase.loss.is === phase.loss.is ? null : lossWords(info, phase.loss);
    case "detached":
      return words.detached;
    case "cancelled":
      return words.cancelled;
    case "running":
      if (!isLost(before)) return null;
      return info.isCommand ? words.runsAgain : words.reconnected;
    default:
      return null;
  }
}
