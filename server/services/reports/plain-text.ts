import { sectionText, unsubscribePlaceholder } from '../mails';
import { changedFigures } from './compare-figures';
import type { Failure, Report } from './report';

/** The report for readers without HTML: the same words and numbers, 76 columns where they can be had. */
export function reportText(report: Report): string {
  const lines = [
    `${report.title} · ${report.at}`,
    '',
    `${report.tone === 'ok' ? '✓' : '▲'} ${report.headline}`,
    '',
    report.isFirst
      ? 'This is the first report.'
      : `Since the last report: ${report.changes.join(' ') || 'nothing changed.'}`,
  ];
  if (report.cautions.length > 0) lines.push('', ...report.cautions.map((caution) => `▲ ${caution}`));
  if (report.figures.length > 0) lines.push(...sectionText(changedFigures(report.figures)));
  lines.push(...report.sections.flatMap(sectionText));
  if (report.checks.length > 0) lines.push('', 'Checks', '------');
  for (const check of report.checks)
    lines.push(
      `${check.ok ? '✓ passed' : '▲ fails '}  ${check.name}${check.detail ? `: ${check.detail}` : ''}${check.since ? ` (since ${check.since})` : ''}`,
    );
  if (report.notes.length > 0) lines.push('', ...report.notes);
  lines.push('', `Open the run: ${report.executionUrl}`, `Unsubscribe: ${unsubscribePlaceholder}`, '');
  return lines.join('\n');
}

export function failureText(failure: Failure): string {
  return [
    `${failure.title} · ${failure.at}`,
    '',
    `✕ ${failure.headline}`,
    '',
    failure.error,
    ...(failure.attempts > 1 ? ['', `It was tried ${failure.attempts} times.`] : []),
    ...(failure.log ? ['', 'Log', '---', failure.log] : []),
    '',
    `Open the run: ${failure.executionUrl}`,
    `Unsubscribe: ${unsubscribePlaceholder}`,
    '',
  ].join('\n');
}
