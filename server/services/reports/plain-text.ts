import type { OutputTable } from './read-output';
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
  for (const { title, text, table, picture } of report.sections) {
    if (title) lines.push('', title, '-'.repeat(Math.min(title.length, 76)));
    if (text) lines.push(text);
    if (table) lines.push('', ...tableText(table));
    if (picture?.alt) lines.push('', picture.alt);
  }
  if (report.checks.length > 0) lines.push('', 'Checks', '------');
  for (const check of report.checks)
    lines.push(
      `${check.ok ? '✓ passed' : '▲ fails '}  ${check.name}${check.detail ? `: ${check.detail}` : ''}${check.since ? ` (since ${check.since})` : ''}`,
    );
  lines.push(
    '',
    `Open the run: ${report.executionUrl}`,
    `Change or pause these mails: ${report.scheduleUrl}`,
    '',
  );
  return lines.join('\n');
}

export function failureText(failure: Failure): string {
  return [
    `${failure.title} · ${failure.at}`,
    '',
    '✕ The run failed',
    '',
    failure.error,
    ...(failure.attempts > 1 ? ['', `It was tried ${failure.attempts} times.`] : []),
    ...(failure.log ? ['', 'Log', '---', failure.log] : []),
    '',
    `Open the run: ${failure.executionUrl}`,
    `Change or pause these mails: ${failure.scheduleUrl}`,
    '',
  ].join('\n');
}

function tableText({ header, rows }: OutputTable): string[] {
  const widths = header.map((label, i) =>
    Math.min(Math.max(label.length, ...rows.map((row) => (row[i] ?? '').length)), 40),
  );
  const write = (row: readonly string[]) =>
    widths
      .map((width, i) => (row[i] ?? '').padEnd(width))
      .join('  ')
      .trimEnd();
  return [write(header), ...rows.map(write)];
}
