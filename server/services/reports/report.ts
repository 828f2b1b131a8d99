import type { CheckResult } from '@/cells/bridge/messages';
import type { MailSection } from '../mails';
import type { ChangedFigure } from './compare-figures';

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
  /** Figures of the chosen cells that are others than last time. */
  readonly figures: readonly ChangedFigure[];
  /** What the reader should know before the numbers: which of them were worked out from fewer rows than there are. */
  readonly cautions: readonly string[];
  /** What the reader should know of the mail itself: what was left out of it, and why. */
  readonly notes: readonly string[];
  readonly checks: readonly (CheckResult & { readonly since?: string })[];
  readonly sections: readonly MailSection[];
  readonly executionUrl: string;
  /** It is kept or printed rather than sent. */
  readonly isFile?: boolean;
}

/** What a failed execution mails. */
export interface Failure {
  readonly title: string;
  readonly at: string;
  /** "the run failed". */
  readonly headline: string;
  readonly error: string;
  readonly attempts: number;
  /** The end of the log. */
  readonly log: string;
  readonly executionUrl: string;
}

export { subjectOf } from '../mails';
