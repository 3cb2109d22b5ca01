/** Commands in the summary of a comparison read as a shell would read them, and not as items that came and went. */
import { backend } from "$/ipc/backend";
import type { CompareSummary, CompareTopic, ComparisonId } from "$/ipc/bindings";

/** Parts of a document that are commands. */
const COMMAND = /\/(?:Cmd|Entrypoint)$/;
/** Where those parts are, unless very much is open before them. */
const FIRST_ROWS = 500;

export async function withCommands(id: ComparisonId, summary: CompareSummary): Promise<CompareSummary> {
  const isCommand = ({ pointer, from }: CompareTopic) => !from && COMMAND.test(pointer);
  if (!summary.topics.some(isCommand)) return summary;
  const { rows } = await backend().compareRows(id, 0, FIRST_ROWS);
  const told = (topic: CompareTopic): CompareTopic => {
    const row = isCommand(topic) ? rows.find(({ node }) => node === topic.node) : undefined;
    const [left, right] = [row?.left?.hint, row?.right?.hint];
    if (left?.is !== "command" || right?.is !== "command") return topic;
    return { ...topic, from: { ...left, marks: [] }, to: { ...right, marks: [] } };
  };
  return { ...summary, topics: summary.topics.map(told) };
}
