import { expect, it } from 'vitest';
import { findPersonalColumns } from './find-personal-columns';
import { openDuckdb } from './open-duckdb';
import { describeColumns } from './profile-table';

it('finds personal columns of a wide table among its first rows, and those that begin with nothing after them', async () => {
  await using db = await openDuckdb({});
  const rows = 6000;
  const others = Array.from({ length: 220 }, (_, i) => `i * ${i} AS measure_${i}`);
  await db.run(`CREATE TABLE wide AS SELECT ${others.join(', ')},
    'person' || i || '@example.org' AS first_contact,
    CASE WHEN i >= 5500 THEN 'late' || i || '@example.org' END AS last_contact
    FROM range(${rows}) AS numbers(i)`);
  const profile = (await describeColumns(db, 'wide')).map(({ name, type }) => ({
    ...{ name, type, distinct: 500 },
    missing: name === 'last_contact' ? 5500 : 0,
  }));
  expect(await findPersonalColumns(db, 'wide', profile)).toEqual({
    first_contact: expect.objectContaining({ kind: 'email' }),
    last_contact: expect.objectContaining({ kind: 'email' }),
  });
});
