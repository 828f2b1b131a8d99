/** What a webhook may be told of, with the words for it. */
export const webhookEvents = {
  'model.version.ready': 'A version is ready',
  'model.version.verified': 'A version was re-run, with its verdict',
  'model.gates.checked': 'The gates of a version gave their verdict',
  'model.approval.asked': 'An approval is asked for',
  'report.written': 'A report was written',
  'execution.failed': 'A scheduled run failed',
  'alert.opened': 'An alert opened',
  'alert.resolved': 'An alert was resolved',
  'model.alias.moved': 'An alias moved',
  'model.retraining.ended': 'A turn of retraining ended, with its outcome',
  'notebook.commented': 'Somebody commented on a notebook',
  'deployment.changed': 'A deployment was changed',
  'deployment.promoted': 'A canary became the stable version',
  'deployment.rolled-back': 'A canary was taken back, since a bound was passed',
} as const;
export type WebhookEvent = keyof typeof webhookEvents;
// The keys of the table above.
export const webhookEventNames = Object.keys(webhookEvents) as WebhookEvent[];
