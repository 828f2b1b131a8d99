import { query } from '../../../command';
import { diffColumns } from './diff-columns';
import { diffSchema, sharedColumns } from './diff-schema';
import { maskColumn, maskOf } from './mask-personal';
import { openVersions, requireVersions, twoVersions } from './open-versions';
import { proposeKey } from './propose-key';

/**
 * Two versions beside one another: schema, counts of rows, the values of each column of both, and the columns that name a row on
 * both sides, where some do. `diffRows` compares the rows. Values of columns with personal data are masked.
 */
export const diffVersions = query({
  action: 'dataset.read',
  input: twoVersions,
  async run(context, input) {
    const versions = await requireVersions(context, input);
    const { before, after } = versions;
    const shared = sharedColumns(before.profile, after.profile);
    const mask = await maskOf(context, versions);
    return openVersions(context, versions, async (open) => ({
      schema: diffSchema(before.profile, after.profile),
      rows: { before: before.rows, after: after.rows },
      columns: (await diffColumns(open, versions, shared)).map((column) => maskColumn(column, mask)),
      proposedKey: await proposeKey(open, versions),
      shared: shared.map(({ name }) => name),
    }));
  },
});
