import type { CheckResult } from '@/cells/bridge/messages';
import type { PicturedCell } from './compose-report';
import { hasGraphic, headingOf, textOf } from './read-output';

/**
 * Cells whose pictures prove a check: those it names by their name or heading, else the chart in the cell that shows the check's line, else the last chart above
 * that. Empty when there is none.
 */
export function provingCells(cells: readonly PicturedCell[], check: CheckResult): number[] {
  const named = (check.cells ?? []).flatMap((name) =>
    cells.filter((cell) => cell.png && (cell.name === name || headingOf(cell.html) === name)),
  );
  if (named.length > 0) return named.map(({ cellId }) => cellId);
  const own = cells.findIndex(
    ({ html }) => html.includes('data-check=') && textOf(html).includes(check.name),
  );
  const charts = cells.slice(0, own + 1).filter(({ html, png }) => png && hasGraphic(html));
  const [last] = charts.slice(-1);
  return last ? [last.cellId] : [];
}
