import { maskText } from '@/cells/personal';
import type { Failure, Report } from './report';

/**
 * What leaves in a mail, without e-mail addresses, card and account numbers in tables, checks and errors: tables that a cell's own code made
 * are not masked by the notebook, and an error quotes the value that it failed at. What an author wrote stays.
 */
export const maskReport = (report: Report): Report => ({
  ...report,
  headline: maskText(report.headline),
  changes: report.changes.map(maskText),
  figures: report.figures.map((figure) => ({ ...figure, name: maskText(figure.name) })),
  checks: report.checks.map((check) => ({ ...check, detail: maskText(check.detail) })),
  sections: report.sections.map((section) => ({
    ...section,
    ...(section.table && {
      table: { ...section.table, rows: section.table.rows.map((row) => row.map(maskText)) },
    }),
  })),
});

export const maskFailure = (failure: Failure): Failure => ({
  ...failure,
  error: maskText(failure.error),
  log: failure.log && maskText(failure.log),
});
