import type { CheckResult } from '@/cells/bridge/messages';
import type { RunScope } from '@/cells/kernel/kernel';
import type { StandardLibraryServices } from './services';

export interface CheckOptions {
  /** `critical` stands first in a report. */
  readonly severity?: 'warning' | 'critical';
  /** A short phrase that says what is found, e.g. "drift in 3 of 12 features": of a failing check it is the report's headline. */
  readonly detail?: string;
  /** Web address of the page that says what to do when it fails. */
  readonly runbook?: string;
  /** Names, or headings, of the cells whose charts prove it; unless given the chart in the check's own cell, or the last one above it. */
  readonly cells?: readonly string[];
}

/**
 * `check(name, condition, {severity, detail, runbook, cells})`: a condition that an execution reports; a false one opens an alert, a true one
 * resolves it. Gives a line that says how it went, to be displayed. Anything but true counts as failed: null and NaN pass nowhere.
 */
export const createCheck =
  ({ notify, keepCheck }: Pick<StandardLibraryServices, 'notify' | 'keepCheck'>) =>
  (run: Pick<RunScope, 'cellId' | 'signal'>) =>
  (
    name: string,
    condition: unknown,
    { severity = 'warning', detail = '', runbook, cells = [] }: CheckOptions = {},
  ): HTMLElement => {
    if (typeof name !== 'string' || name.trim() === '')
      throw new TypeError('A check needs a name: check("No missing values", missing === 0).');
    if (severity !== 'warning' && severity !== 'critical')
      throw new TypeError(`A check is "warning" or "critical", not "${String(severity)}".`);
    if (runbook !== undefined && !/^https?:\/\/\S+$/.test(runbook))
      throw new TypeError(
        `A runbook is a web address such as https://wiki.example.org/drift, not "${runbook}".`,
      );
    const ok = condition === true;
    const check: CheckResult = {
      ...{ name: name.slice(0, 200), ok, severity, detail: String(detail).slice(0, 2000) },
      ...(runbook && { runbook: runbook.slice(0, 2000) }),
      ...(cells.length > 0 && { cells: cells.slice(0, 10).map((cell) => String(cell).slice(0, 200)) }),
    };
    notify('check', check);
    keepCheck?.(check, run);
    return drawLine(name, { ok, severity, detail: String(detail) });
  };

function drawLine(name: string, { ok, severity, detail }: { ok: boolean; severity: string; detail: string }) {
  const line = document.createElement('p');
  line.className = 'check';
  line.dataset.check = ok ? 'passed' : severity;
  const verdict = document.createElement('strong');
  verdict.textContent = ok ? '✓ passed' : '▲ fails';
  const what = document.createElement('span');
  what.textContent = name;
  const why = document.createElement('small');
  why.textContent = detail;
  line.append(verdict, what, why);
  return line;
}
