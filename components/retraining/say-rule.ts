import { formatCount } from '@/components/ui/format';
import type { Retraining } from './use-retraining';

const listing = new Intl.ListFormat('en', { type: 'disjunction' });

/** A rule as sentences: what starts it, on what it trains, who decides, and what holds it back. */
export function sayRule({
  rule,
  scheduleWords,
  notebook,
}: Pick<Retraining, 'rule' | 'scheduleWords' | 'notebook'>): {
  readonly when: string;
  readonly what: string;
  readonly limits: string;
} {
  const { when, windowDays } = rule;
  const causes = [
    when.schedule && `${lowerFirst(scheduleWords ?? when.schedule.cron)} (${when.schedule.timeZone})`,
    when.alerts &&
      (when.alerts.checks.length > 0
        ? `when ${listing.format(when.alerts.checks.map((name) => `“${name}”`))} fails`
        : 'when a critical check of its monitors fails'),
    when.labels !== null && `after ${formatCount(when.labels, 'new label')}`,
    when.newData && 'when its data has a new version',
  ].filter((cause) => typeof cause === 'string');
  const data =
    rule.data === 'newest'
      ? 'the newest versions of its data'
      : `its data and the labelled rows of the prediction log${windowDays ? ` of ${formatCount(windowDays, 'day')}` : ''}`;
  const trainer = rule.notebook
    ? `by “${notebook ?? 'a notebook that was deleted'}”${rule.notebook.revision === null ? '' : `, revision ${rule.notebook.revision},`} `
    : '';
  const move =
    rule.move === 'by-itself'
      ? 'becomes champion by itself when the gates pass'
      : 'becomes champion when a person says so';
  const canary = rule.canary
    ? `, after a canary on ${rule.canary.deployment} (${rule.canary.steps.map(({ percent }) => `${percent} %`).join(', ')})`
    : '';
  return {
    when: `Trained again ${listing.format(causes)}`,
    what: `${trainer}on ${data}; the candidate ${move}${canary}.`,
    limits: `At most every ${hours(rule.leastHours)}, ${formatCount(rule.mostPerWeek, 'time')} a week; pauses after ${formatCount(rule.pauseAfter, 'turn')} in a row that came to nothing good.`,
  };
}

const hours = (count: number) =>
  count % 24 === 0 && count > 0
    ? count === 24
      ? 'day'
      : `${count / 24} days`
    : count === 1
      ? 'hour'
      : `${count} hours`;

const lowerFirst = (text: string) => text.charAt(0).toLowerCase() + text.slice(1);
