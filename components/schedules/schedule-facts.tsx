import Link from 'next/link';
import { Button } from '@/components/ui/button';
import { CopyButton } from '@/components/ui/copy-button';
import { Facts } from '@/components/ui/facts';
import { formatDuration } from '@/components/ui/format';
import { inZone } from './rule-fields';
import type { Schedule } from './schedule-draft';

/** All that a schedule does, in words. */
export function ScheduleFacts({ schedule, onUseNewest }: { schedule: Schedule; onUseNewest(): void }) {
  const { words, cron, timeZone, next, revision, newestRevision, notebookId, notebook, enabled } = schedule;
  const { recipients, failureRecipients, calendar, onDayOff, triggers, parameters } = schedule;
  return (
    <Facts>
      <dt>Runs</dt>
      <dd>{cron === null ? 'only when something happens' : `${words}, ${timeZone} time`}</dd>
      {calendar && (
        <>
          <dt>Days off</dt>
          <dd>
            {calendar}
            {onDayOff === 'next-day' ? '; what is due then runs on the next working day' : ''}
          </dd>
        </>
      )}
      {cron !== null && (
        <>
          <dt>Next</dt>
          <dd>
            {next.length
              ? next.map((at) => inZone(at, timeZone)).join(' · ')
              : enabled
                ? 'never again'
                : 'paused'}
          </dd>
        </>
      )}
      {triggers.length > 0 && (
        <>
          <dt>Starts when</dt>
          <dd>
            {triggers.map((trigger) => (
              <div key={trigger.id}>
                {sayTrigger(trigger)}
                {trigger.url && <CopyButton text={trigger.url} label="Copy address" />}
              </div>
            ))}
          </dd>
        </>
      )}
      <dt>Notebook</dt>
      <dd>
        <Link href={`/notebooks/${notebookId}`}>{notebook}</Link>, revision {revision}
        {newestRevision > revision && (
          <>
            {' '}
            (the newest is {newestRevision}){' '}
            <Button variant="quiet" onClick={onUseNewest}>
              Use revision {newestRevision}
            </Button>
          </>
        )}
      </dd>
      {Object.keys(parameters).length > 0 && (
        <>
          <dt>Inputs</dt>
          <dd>
            {Object.entries(parameters)
              .map(([name, value]) => `${name} = ${JSON.stringify(value)}`)
              .join(', ')}
          </dd>
        </>
      )}
      <dt>Mails</dt>
      <dd>
        {recipients.length ? recipients.join(', ') : 'kept in the outbox, for no address is given'},{' '}
        {rules[schedule.notify]}
        {schedule.digest && `, gathered with others ${digests[schedule.digest]}`}
        {failureRecipients.length > 0 && `; failures to ${failureRecipients.join(', ')}`}
      </dd>
      <dt>Limits</dt>
      <dd>{sayLimits(schedule)}</dd>
    </Facts>
  );
}

const rules = {
  always: 'after every run',
  changes: 'when other checks fail than last time',
  problems: 'when a check fails',
};

const digests = { daily: 'every day at 8:00', weekly: 'every Monday at 8:00' };

function sayTrigger({ kind, name, condition }: Schedule['triggers'][number]): string {
  switch (kind) {
    case 'dataset':
      return `the data set ${name} has a new version`;
    case 'version':
      return `the model ${name} has a new version`;
    case 'alias':
      return `${condition} of ${name} moves`;
    case 'alert':
      return name ? `“${name}” opens an alert` : 'an alert opens';
    case 'ended':
      return `“${name}” ${condition === 'always' ? 'ends' : condition}`;
    case 'webhook':
      return 'another program calls its address ';
  }
}

function sayLimits(schedule: Schedule): string {
  const { overlap, missed, retryLimit, retryWaitSeconds, timeLimitSeconds, memoryLimitMegabytes } = schedule;
  const said = [
    {
      queue: 'waits for the run before',
      skip: 'left out while the run before goes on',
      replace: 'stops the run before',
    }[overlap],
    { once: 'missed times run once', all: 'missed times all run', none: 'missed times are left out' }[missed],
    retryLimit === 0
      ? 'a failure is final'
      : `tried again ${retryLimit === 1 ? 'once' : `${retryLimit} times`}, first after ${formatDuration(retryWaitSeconds * 1000)}`,
    timeLimitSeconds && `at most ${formatDuration(timeLimitSeconds * 1000)}`,
    memoryLimitMegabytes && `at most ${memoryLimitMegabytes} MB of memory`,
    schedule.jitterSeconds > 0 && `spread over ${formatDuration(schedule.jitterSeconds * 1000)}`,
    schedule.priority !== 0 && `priority ${schedule.priority}`,
  ];
  return said.filter(Boolean).join(', ');
}
