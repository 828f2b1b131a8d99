import { maskText } from '@/cells/personal';

/** What an event says to people, for channels that they read. */
export interface ChannelMessage {
  readonly title: string;
  readonly tone: 'ok' | 'problems' | 'failed';
  readonly lines: readonly string[];
  /** The page to open. */
  readonly link?: { readonly label: string; readonly url: string };
}

const glyphs = { ok: '✓', problems: '▲', failed: '✕' } as const;
const short = (text: string, most: number) => (text.length <= most ? text : `${text.slice(0, most - 1)}…`);

/** Without what is personal in it, and no longer than the channels take. */
function readable({ title, tone, lines, link }: ChannelMessage) {
  return {
    title: short(`${glyphs[tone]} ${maskText(title)}`.replace(/\s+/g, ' '), 150),
    lines: lines.slice(0, 20).map((line) => short(maskText(line), 500)),
    link,
  };
}

/** Block Kit, https://docs.slack.dev/reference/block-kit: `text` is what notifications show. */
export function toSlack(message: ChannelMessage): string {
  const { title, lines, link } = readable(message);
  // Slack's three, https://docs.slack.dev/messaging/formatting-message-text
  const plain = (text: string) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
  return JSON.stringify({
    text: plain(title),
    blocks: [
      { type: 'header', text: { type: 'plain_text', text: title, emoji: false } },
      ...(lines.length > 0
        ? [
            {
              type: 'section',
              text: { type: 'mrkdwn', text: short(lines.map(plain).join('\n'), 2900), verbatim: true },
            },
          ]
        : []),
      ...(link
        ? [
            {
              type: 'actions',
              elements: [{ type: 'button', text: { type: 'plain_text', text: link.label }, url: link.url }],
            },
          ]
        : []),
    ],
  });
}

const teamsColours = { ok: 'Good', problems: 'Warning', failed: 'Attention' } as const;

/** An Adaptive Card 1.4 as Teams' incoming webhooks take it, https://learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors */
export function toTeams(message: ChannelMessage): string {
  const { title, lines, link } = readable(message);
  // Text blocks read a little Markdown: what an author wrote is shown as written.
  const plain = (text: string) => text.replace(/[\\`*_[\]#]/g, '\\$&');
  return JSON.stringify({
    type: 'message',
    attachments: [
      {
        contentType: 'application/vnd.microsoft.card.adaptive',
        content: {
          $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
          type: 'AdaptiveCard',
          version: '1.4',
          body: [
            {
              ...{ type: 'TextBlock', text: plain(title), weight: 'Bolder', size: 'Medium', wrap: true },
              color: teamsColours[message.tone],
            },
            ...lines.map((line) => ({ type: 'TextBlock', text: plain(line), wrap: true })),
          ],
          actions: link ? [{ type: 'Action.OpenUrl', title: link.label, url: link.url }] : [],
        },
      },
    ],
  });
}
