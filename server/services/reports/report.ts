import type { CheckResult } from '@/cells/bridge/messages';
import type { OutputTable } from './read-output';

/** Everything a report mail says, as data; the HTML and the plain text are both written from it. */
export interface Report {
  readonly title: string;
  /** The verdict in a line, e.g. "drift in 3 of 12 features, error up 18 %". */
  readonly headline: string;
  readonly tone: 'ok' | 'problems';
  /** When it ran, on the clock of the schedule. */
  readonly at: string;
  /** Sentences on what is different from the report before; empty for the first. */
  readonly changes: readonly string[];
  readonly isFirst: boolean;
  readonly checks: readonly (CheckResult & { readonly since?: string })[];
  readonly sections: readonly ReportSection[];
  readonly executionUrl: string;
  readonly scheduleUrl: string;
}

export interface ReportSection {
  readonly title?: string;
  /** Said in words beside the picture, which many readers never load. A line is a paragraph. */
  readonly text?: string;
  readonly picture?: {
    readonly id: string;
    readonly width: number;
    readonly height: number;
    /** What it shows, in words. */
    readonly alt?: string;
  };
  readonly table?: OutputTable;
}

/** What a failed execution mails. */
export interface Failure {
  readonly title: string;
  readonly at: string;
  readonly error: string;
  readonly attempts: number;
  /** The end of the log. */
  readonly log: string;
  readonly executionUrl: string;
  readonly scheduleUrl: string;
}

/** "Bike demand: drift in 3 of 12 features". One line, at most 150 characters. */
export const subjectOf = (title: string, headline: string): string => {
  const line = `${title}: ${headline}`.replace(/\s+/g, ' ').trim();
  return line.length <= 150 ? line : `${line.slice(0, 149)}…`;
};
