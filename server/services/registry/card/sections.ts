/**
 * The parts of a model card, in their order (after Mitchell et al. 2019, "Model Cards for Model Reporting"). Those `known` are
 * written from what the registry knows unless a hand writes them; the others are a person's to write, and the card is complete when they are.
 */
export const cardSections = [
  { id: 'summary', title: 'What it is', known: true, hint: 'What it predicts, from what.' },
  {
    id: 'use',
    title: 'Intended use',
    known: false,
    hint: 'For which decisions, by whom, on which kind of cases.',
  },
  {
    id: 'limits',
    title: 'Limits',
    known: false,
    hint: 'What it must not be used for, where it is known to err.',
  },
  { id: 'data', title: 'Data', known: true, hint: 'Where the rows come from and what was left out.' },
  {
    id: 'metrics',
    title: 'How good it is',
    known: true,
    hint: 'Figures on rows that it was not trained on.',
  },
  { id: 'gates', title: 'Gates, slices and fairness', known: true, hint: 'What its checks found.' },
  {
    id: 'fairness',
    title: 'People concerned',
    known: false,
    hint: 'Whom its errors would hurt, and what is done about it.',
  },
  { id: 'importances', title: 'What it relies on', known: true, hint: 'Which inputs matter.' },
  {
    id: 'making',
    title: 'How it was made',
    known: true,
    hint: 'Notebook, options, environment, and whether it was reproduced.',
  },
] as const;
export type CardSectionId = (typeof cardSections)[number]['id'];
// The ids of the list above, as zod wants them.
export const cardSectionIds = cardSections.map(({ id }) => id) as [CardSectionId, ...CardSectionId[]];

/** What still has to be written, by title: sections that only a person knows, then owner and licence. */
export function missingOf(
  written: Readonly<Record<string, string>>,
  about: { owner: string; licence: string },
): string[] {
  return [
    ...cardSections.filter(({ id, known }) => !known && !written[id]?.trim()).map(({ title }) => title),
    ...(about.owner ? [] : ['Owner']),
    ...(about.licence ? [] : ['Licence']),
  ];
}
