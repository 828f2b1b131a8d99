import type { Entry } from './fold-entries';

/** What each act is called by people; what is read leaves no entry. */
const acts: Readonly<Record<Exclude<Entry['action'], `${string}.read`>, string>> = {
  'notebook.create': 'Made a notebook',
  'notebook.save': 'Saved a notebook',
  'notebook.rename': 'Renamed a notebook',
  'notebook.delete': 'Deleted a notebook',
  'notebook.restore': 'Restored a notebook',
  'notebook.name': 'Named a revision of a notebook',
  'notebook.file': 'Filed notebooks',
  'notebook.purge': 'Deleted a notebook for ever',
  'notebook.index': 'Made notebooks findable',
  'notebook.grant': 'Gave a notebook access',
  'notebook.run': 'Ran a notebook',
  'link.create': 'Shared by link',
  'link.revoke': 'Took a link back',
  'link.use': 'Opened by link',
  'comment.write': 'Commented on a notebook',
  'comment.resolve': 'Resolved a comment',
  'package.fetch': 'Fetched a package',
  'dataset.create': 'Added data',
  'dataset.rename': 'Renamed a data set',
  'dataset.describe': 'Described a version of data',
  'dataset.delete': 'Deleted or restored a data set',
  'dataset.expect': 'Set what data is expected to be',
  'dataset.check': 'Checked data',
  'dataset.mark': 'Marked personal columns',
  'experiment.create': 'Made an experiment',
  'experiment.edit': 'Changed an experiment',
  'experiment.delete': 'Deleted or restored an experiment',
  'run.log': 'Recorded a training',
  'run.edit': 'Changed a training’s record',
  'run.delete': 'Deleted or restored trainings',
  'connection.change': 'Changed a connection',
  'connection.query': 'Asked a connection',
  'search.run': 'Searched settings on workers',
  'search.try': 'Tried settings for a search',
  'model.create': 'Made a model',
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
  'model.predict': 'Asked a model',
  'model.label': 'Sent labels',
  'log.keep': 'Set how long predictions are kept',
  'log.erase': 'Erased a subject',
  'log.rewrite': 'Wrote files of the log anew',
  'scoring.run': 'Scored a data set',
  'scoring.record': 'Recorded a scoring',
  'deployment.change': 'Changed a deployment',
  'deployment.key': 'Made or revoked an API key',
  'deployment.price': 'Set the price of serving',
  'deployment.record': 'Counted what was served',
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
  'retention.set': 'Set how long history is kept',
  'retention.apply': 'Removed old history',
  'retraining.rule': 'Set a rule of retraining',
  'retraining.start': 'Trained a model again',
  'retraining.decide': 'Decided on a candidate',
  'retraining.advance': 'Took a turn of retraining a step on',
  'mail.send': 'Sent a mail',
  'mail.unsubscribe': 'Changed who gets mails',
  'blob.collect': 'Deleted files that nothing uses',
};

export const describeAct = ({ action, subject }: Entry): string =>
  action === 'model.promote' && subject.startsWith('blob:')
    ? 'Took in a file of a model'
    : // An act of an older release may be none any more.
      ((acts as Readonly<Record<string, string>>)[action] ?? action);

/** Where the pages of a kind of subject are. */
const pages: Readonly<Record<string, string>> = {
  notebook: '/notebooks/',
  dataset: '/datasets/',
  deployment: '/deployments/',
  schedule: '/schedules/',
  execution: '/executions/',
  experiment: '/experiments/',
  run: '/experiments/runs/',
  erasure: '/erasures/',
  alert: '/monitoring/alerts/',
};

const kinds: Readonly<Record<string, string>> = {
  execution: 'run',
  run: 'training',
  blob: 'file',
  blobs: 'files',
};

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
