/** How wide a column of a table would have to be for what is in it. Measured: only a browser knows. */

/** The drawn rows, and the head. */
export function fittingWidth(grid: HTMLElement, id: string): { current: number; fitting: number } {
  const cells = [...grid.querySelectorAll<HTMLElement>("[data-col]")].filter(
    (cell) => cell.dataset.col === id && !cell.closest(".spare"),
  );
  const current = cells[0]?.getBoundingClientRect().width ?? 0;
  // All are changed before any is measured: one layout and not one for each.
  for (const { style } of cells) {
    style.width = "max-content";
    style.maxWidth = "none";
    style.justifySelf = "start";
  }
  const fitting = Math.max(0, ...cells.map((cell) => Math.ceil(cell.getBoundingClientRect().width)));
  for (const { style } of cells) style.width = style.maxWidth = style.justifySelf = "";
  return { current: Math.round(current), fitting };
}
