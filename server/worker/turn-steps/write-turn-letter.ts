import { formatFigure } from '@/cells/gates/format-figure';
import { metricNames } from '@/cells/ml/metric-names';
import { maskText } from '@/cells/personal';
import type { Context } from '../../context';
import type { TurnComparison, TurnState } from '../../db/schema';
import {
  type MailTable,
  resolveRecipients,
  type StoredLetter,
  storeLetter,
  writeNotice,
} from '../../services/mails';
import type { ForTurn, NextStep } from '../../services/retraining';

/** Steps that people are told of: what they are asked, and what ended otherwise than by their own hand. */
const headlines: Readonly<Partial<Record<TurnState, (version: string) => string>>> = {
  asking: (version) => `${version} waits for your decision`,
  done: (version) => `${version} is champion`,
  refused: (version) => `${version} was refused`,
  failed: () => 'retraining failed',
};

/**
 * The mail of a step to those whom the rule names: candidate and champion on the same rows, and one link to the page of the turn. `again`: said
 * beside a question that nobody has answered. What a check or a cell quotes may be somebody's: it leaves without it, as in reports.
 */
export async function writeTurnLetter(
  context: Context,
  { turn, model, candidate }: ForTurn,
  step: NextStep & { readonly again?: string },
): Promise<StoredLetter | undefined> {
  const sayHeadline = step.again
    ? (version: string) => `${version} still waits for your decision`
    : headlines[step.to];
  if (!sayHeadline || turn.rule.recipients.length === 0) return undefined;
  const { addresses } = await resolveRecipients(context, turn.rule.recipients, () => undefined);
  if (addresses.length === 0) return undefined;
  const version = step.set?.candidate ?? candidate?.number;
  const comparison = step.set?.comparison ?? turn.comparison;
  const letter = await writeNotice({
    title: model,
    about: `${model} · turn ${turn.number} of retraining`,
    headline: sayHeadline(version ? `version ${version}` : 'the candidate'),
    tone: step.to === 'done' ? 'ok' : step.to === 'failed' ? 'failed' : 'problems',
    paragraphs: [
      maskText(`${turn.causeWords}.`.replace(/\.\.$/, '.')),
      maskText(step.words),
      ...(step.again ? [step.again] : []),
    ],
    sections: comparison
      ? [
          {
            title: `On the same ${comparison.rows.toLocaleString('en')} rows, which version ${version} was not trained on`,
            table: tableOf(comparison, { candidate: version ?? 0, champion: turn.champion }),
          },
        ]
      : [],
    link: {
      label: step.to === 'asking' ? 'Look and decide' : 'Open the turn',
      url: `${context.config.url}/models/${encodeURIComponent(model)}/retraining/${turn.number}`,
    },
  });
  return storeLetter(context, letter, addresses);
}

const tableOf = (
  { metrics }: TurnComparison,
  { candidate, champion }: { candidate: number; champion: number },
): MailTable => ({
  header: ['', `version ${candidate}`, `version ${champion}, champion`, 'difference (95 %)'],
  rows: Object.keys(metricNames).flatMap((name) => {
    const row = metrics.find((one) => one.name === name);
    if (!row) return [];
    const { difference } = row;
    return [
      [
        metricNames[name]?.label ?? name,
        formatFigure(row.candidate),
        formatFigure(row.champion),
        difference ? `${formatFigure(difference.low)} to ${formatFigure(difference.high)}` : '—',
      ],
    ];
  }),
});
