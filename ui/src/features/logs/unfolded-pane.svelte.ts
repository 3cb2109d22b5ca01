/** How the unfolded line is shown: the same in every view of logs, as long as the page lives. */
export const unfoldedPane = $state({
  /** CSS pixels. */
  width: 400,
  min: 240,
  max: 900,
  /** The field to find in it and what else can be done are shown above it. */
  tools: false,
  /** A line that holds JSON is shown as it was printed. */
  text: false,
});
