import { expect, test } from 'vitest';
import { closeOnGoing } from './close-on-going';
import type { NotebookSession } from './notebook-session';

test('going to a cell closes what lies over it; other orders leave it open', () => {
  const said: string[] = [];
  const ordered: NotebookSession['order'] = (name) => void said.push(name);
  const session = closeOnGoing({ order: ordered }, () => said.push('closed'));
  session.order('stop', {});
  session.order('scrollTo', { cellId: 3 });
  expect(said).toEqual(['stop', 'scrollTo', 'closed']);
});
