/** Who may do what. Every actor, the local owner too, goes through this table. */

export const actions = [
  'audit.read',
  'settings.read',
  'notebook.read',
  'notebook.create',
  'notebook.save',
  'notebook.rename',
  'notebook.delete',
  'notebook.restore',
  'notebook.grant',
  'notebook.run',
  'dataset.read',
  'dataset.create',
  'dataset.rename',
  'dataset.describe',
  'dataset.delete',
  'dataset.expect',
  'dataset.check',
  'dataset.mark',
  'experiment.read',
  'experiment.create',
  'experiment.edit',
  'experiment.delete',
  'run.read',
  'run.log',
  'run.edit',
  'run.delete',
  'search.read',
  'search.run',
  'search.try',
  'model.read',
  'model.create',
  'model.promote',
  'model.verify',
  'model.alias',
  'model.describe',
  'model.delete',
  'model.gate',
  'model.check',
  'model.approve',
  'model.overrule',
  'model.card',
  'model.predict',
  'model.label',
  'log.keep',
  'log.erase',
  'log.rewrite',
  'scoring.read',
  'scoring.run',
  'scoring.record',
  'deployment.read',
  'deployment.change',
  'deployment.key',
  'deployment.price',
  'deployment.record',
  'monitor.read',
  'monitor.create',
  'schedule.read',
  'schedule.create',
  'schedule.update',
  'schedule.delete',
  'schedule.run',
  'execution.read',
  'execution.record',
  'alert.read',
  'alert.open',
  'alert.acknowledge',
  'alert.snooze',
  'alert.own',
  'alert.note',
  'alert.resolve',
  'alert.rule',
  'retention.read',
  'retention.set',
  'retention.apply',
  'retraining.read',
  'retraining.rule',
  'retraining.start',
  'retraining.decide',
  'retraining.advance',
  'webhook.read',
  'webhook.change',
  'webhook.send',
  'mail.read',
  'mail.send',
  'mail.unsubscribe',
  'blob.collect',
] as const;
export type Action = (typeof actions)[number];

export const roles = ['owner', 'editor', 'viewer', 'worker', 'caller'] as const;
export type Role = (typeof roles)[number];

/** What sets the rules that everybody else is held to. */
const ownersOnly: readonly Action[] = [
  'settings.read',
  'model.gate',
  'model.overrule',
  'webhook.read',
  'webhook.change',
  'deployment.price',
  'retention.set',
];

const readers: readonly Action[] = actions.filter(
  (action) => action.endsWith('.read') && !ownersOnly.includes(action) && action !== 'audit.read',
);

export const permissions: Readonly<Record<Role, ReadonlySet<Action>>> = {
  owner: new Set(actions),
  editor: new Set(actions.filter((action) => !ownersOnly.includes(action))),
  viewer: new Set(readers),
  /** Jobs of this server: they record what happened and act on what people set up. */
  worker: new Set([
    ...readers,
    'notebook.run',
    // What a rule for retraining tells it to: the rows of the log as data, a candidate, and the alias where its gates let it.
    'dataset.create',
    'model.promote',
    'model.alias',
    'retraining.advance',
    'dataset.check',
    'dataset.mark',
    'run.log',
    'run.delete',
    'search.try',
    'model.verify',
    'model.check',
    'scoring.record',
    'log.rewrite',
    'model.alias',
    'deployment.change',
    'deployment.record',
    'webhook.send',
    'schedule.run',
    'execution.record',
    'alert.open',
    'alert.resolve',
    'mail.send',
    'mail.unsubscribe',
    'retention.apply',
    'blob.collect',
  ]),
  /** A program that asks for predictions. */
  caller: new Set<Action>(['model.predict', 'model.label']),
};

export interface Actor {
  readonly id: string;
  readonly name: string;
  readonly roles: readonly Role[];
}

export const can = (actor: Actor, action: Action): boolean =>
  actor.roles.some((role) => permissions[role].has(action));
