import { z } from 'zod';
import { query } from '../../../command';
import { AppError } from '../../../errors';
import type { SharedColumn } from './alike';
import { sharedColumns } from './diff-schema';
import { maskExamples, maskOf } from './mask-personal';
import { matchByKey } from './match-by-key';
import { matchWhole } from './match-whole';
import { openVersions, requireVersions, twoVersions } from './open-versions';
import { readExamples, shownExamples } from './read-examples';

/**
 * Rows added, removed and, with a key, changed. With a key a row is the same when its key is; without, when all its shared
 * columns are, so that a changed row counts as one removed and one added. Rows are compared by a 64-bit hash of their values:
 * a change is overlooked once in 1.8 · 10¹⁹. Examples of
 * columns with personal data are masked. Throws AppError unprocessable when the key does not name one row each.
 */
export const diffRows = query({
  action: 'dataset.read',
  input: twoVersions.extend({
    /** Columns that name a row together; none compares whole rows. */
    key: z.array(z.string()).max(16, 'A key has at most 16 columns').default([]),
  }),
  async run(context, { key, ...input }) {
    const versions = await requireVersions(context, input);
    const shared = sharedColumns(versions.before.profile, versions.after.profile);
    if (shared.length === 0)
      throw new AppError('unprocessable', 'The two have no column in common: rows cannot be compared.');
    const keys = [...new Set(key)].map((name) => requireColumn(shared, name));
    const names = keys.map(({ name }) => name);
    const mask = await maskOf(context, versions);
    return openVersions(context, versions, async (open) => {
      const match =
        keys.length > 0
          ? await matchByKey(open, versions, { keys, shared, mask })
          : await matchWhole(open, shared);
      return {
        key: names,
        rows: { before: versions.before.rows, after: versions.after.rows },
        ...match,
        shownExamples,
        examples: maskExamples(await readExamples(open, { keys, shared }), { key: names, mask }),
      };
    });
  },
});

function requireColumn(shared: readonly SharedColumn[], name: string): SharedColumn {
  const column = shared.find((known) => known.name === name);
  if (column) return column;
  throw new AppError(
    'unprocessable',
    `${name} cannot be part of the key: it is no column of both. Those are ${shared.map((known) => known.name).join(', ')}.`,
  );
}
