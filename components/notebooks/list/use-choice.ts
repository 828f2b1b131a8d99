import { useRouter, useSearchParams } from 'next/navigation';
import { useMemo } from 'react';

/** What the list of notebooks shows: it stands in the address, so that it can be gone back to and sent to somebody. */
export interface Choice {
  readonly isTrash: boolean;
  readonly folder: string;
  readonly tags: readonly string[];
  readonly by: string;
  readonly kind: '' | 'example' | 'monitoring' | 'own';
  readonly sort: 'changed' | 'title';
  /** What is looked for, in titles, text and code. */
  readonly text: string;
}

const kinds = ['example', 'monitoring', 'own'] as const;

export function readChoice(parameters: Pick<URLSearchParams, 'get' | 'getAll'>): Choice {
  return {
    isTrash: parameters.get('view') === 'trash',
    folder: parameters.get('folder') ?? '',
    tags: parameters.getAll('tag'),
    by: parameters.get('by') ?? '',
    kind: kinds.find((kind) => kind === parameters.get('kind')) ?? '',
    sort: parameters.get('sort') === 'title' ? 'title' : 'changed',
    text: parameters.get('find') ?? '',
  };
}

/** The address of the list that shows just this. */
export function addressOf(choice: Partial<Choice>): string {
  const parameters = new URLSearchParams();
  if (choice.isTrash) parameters.set('view', 'trash');
  if (choice.folder) parameters.set('folder', choice.folder);
  for (const tag of choice.tags ?? []) parameters.append('tag', tag);
  if (choice.by) parameters.set('by', choice.by);
  if (choice.kind) parameters.set('kind', choice.kind);
  if (choice.sort === 'title') parameters.set('sort', 'title');
  if (choice.text) parameters.set('find', choice.text);
  const query = parameters.toString();
  return query ? `/notebooks?${query}` : '/notebooks';
}

export const isNarrowed = ({ tags, by, kind }: Choice): boolean =>
  tags.length > 0 || by !== '' || kind !== '';

export function useChoice(): readonly [Choice, (change: Partial<Choice>) => void] {
  const parameters = useSearchParams();
  const router = useRouter();
  const choice = useMemo(() => readChoice(parameters), [parameters]);
  return [
    choice,
    (change) => {
      const address = addressOf({ ...choice, ...change });
      // What is typed follows later: a navigation would call back somebody who has gone on to a notebook meanwhile.
      if (change.text !== undefined) window.history.replaceState(null, '', address);
      else router.replace(address, { scroll: false });
    },
  ];
}
