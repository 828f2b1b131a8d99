/** What a webhook may be told of, with the words for it. */
export const webhookEvents = {
  'model.version.ready': 'A version is ready',
  'model.version.verified': 'A version was re-run, with its verdict',
  'model.gates.checked': 'The gates of a version gave their verdict',
  'model.approval.asked': 'An approval is asked for',
  'model.alias.moved': 'An alias moved',
} as const;
export type WebhookEvent = keyof typeof webhookEvents;
// The keys of the table above.
export const webhookEventNames = Object.keys(webhookEvents) as WebhookEvent[];
