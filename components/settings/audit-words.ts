import type { Entry } from './fold-entries';

/** What each act is called by people. */
const acts: Readonly<Record<string, string>> = {
  'notebook.create': 'Made a notebook',
  'notebook.save': 'Saved a notebook',
  'notebook.rename': 'Renamed a notebook',
  'notebook.delete': 'Deleted a notebook',
  'notebook.restore': 'Restored a notebook',
  'notebook.grant': 'Gave a notebook access',
  'dataset.create': 'Added data',
  'dataset.rename': 'Renamed a data set',
  'dataset.delete': 'Deleted or restored a data set',
  'model.promote': 'Promoted a model',
  'model.verify': 'Ran a version’s slice again',
  'model.alias': 'Moved an alias',
  'model.describe': 'Described a model',
  'model.delete': 'Deleted a model or version',
  'model.gate': 'Set the gates of a model',
  'model.check': 'Held a version against its gates',
  'model.approve': 'Approved or rejected a version',
  'model.overrule': 'Overruled the gates',
  'model.card': 'Wrote on a model card',
  'deployment.change': 'Changed a deployment',
  'deployment.key': 'Made or revoked an API key',
  'deployment.price': 'Set the price of serving',
  'webhook.change': 'Changed webhooks',
  'webhook.send': 'Told a webhook',
  'monitor.create': 'Began to watch a model',
  'schedule.create': 'Made a schedule',
  'schedule.update': 'Changed a schedule',
  'schedule.delete': 'Deleted or restored a schedule',
  'schedule.run': 'Started a run',
  'execution.record': 'Recorded a run',
  'alert.open': 'Opened an alert',
  'alert.acknowledge': 'Acknowledged an alert',
  'alert.snooze': 'Snoozed an alert',
  'alert.own': 'Changed the owner of an alert',
  'alert.note': 'Wrote a note on an alert',
  'alert.rule': 'Changed who is told of alerts',
  'alert.resolve': 'Resolved an alert',
  'mail.send': 'Sent a mail',
  'mail.unsubscribe': 'Changed who gets mails',
  'blob.collect': 'Deleted files that nothing uses',
};

export const describeAct = ({ action, subject }: Entry): string =>
  action === 'model.promote' && subject.startsWith('blob:')
    ? 'Took in a file of a model'
    : (acts[action] ?? action);

/** Where the pages of a kind of subject are. */
const pages: Readonly<Record<string, string>> = {
  notebook: '/notebooks/',
  dataset: '/datasets/',
  deployment: '/deployments/',
  schedule: '/schedules/',
  execution: '/executions/',
};

const kinds: Readonly<Record<string, string>> = { execution: 'run', blob: 'file', blobs: 'files' };

/** What an act was done on: its name where the entry knows it, and its page where it has one. */
export function describeSubject({ subject, detail }: Entry): { words: string; href?: string } {
  const [kind = '', id = ''] = subject.split(/:(.*)/);
  const name = [detail.title, detail.name, detail.example, detail.check].find(
    (value): value is string => typeof value === 'string' && value !== '',
  );
  const number = typeof detail.version === 'number' ? ` v${detail.version}` : '';
  if (kind === 'model' && !/^[a-z0-9]{16}$/.test(id))
    return { words: `${id}${number}`, href: `/models/${id}` };
  const page = pages[kind];
  return {
    words: name ?? `${kinds[kind] ?? kind}${id ? ` ${id.slice(0, 8)}` : ''}`,
    href: page && `${page}${id}`,
  };
}
