import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testDatabases } from '../../db/testing';
import { openTestSystem, type TestSystem } from '../../testing';
import { addDatasetFile, markPersonal, readDataset } from '../datasets';
import { createNotebook, grantDataset } from '../notebooks';
import { exportCard, readModelPersonal, readTree, readVersion, recordFigures } from '.';
import { promoteTrained } from './testing';

describe.each(testDatabases)('personal columns of a model on $name', ({ open }) => {
  let test: TestSystem;
  let datasetId: string;
  beforeAll(async () => {
    test = await openTestSystem({ open });
  });
  afterAll(() => test.close());

  const model = 'visits';
  const people = Array.from({ length: 8 }, (_, i) => `person${i}@example.org`);
  const rows = Array.from({ length: 400 }, (_, i) => ({
    contact: people[i % people.length] ?? '',
    city: ['Rome', 'Oslo'][i % 2] ?? '',
    visits: (i % people.length) * 10 + (i % 3),
  }));
  const version = () => readVersion(test.context, { model, version: 1 });

  it('are those of its data, and stand nowhere with their values', async () => {
    const csv = `contact,city,visits\n${rows.map((row) => Object.values(row).join(',')).join('\n')}\n`;
    ({ datasetId } = await addDatasetFile(test.context, {
      ...{ name: 'visits', fileName: 'visits.csv' },
      content: Readable.from([Buffer.from(csv)]),
    }));
    const { versions } = await readDataset(test.context, { id: datasetId });
    const { id: notebookId } = await createNotebook(test.context, { title: 'Visits' });
    await grantDataset(test.context, { notebookId, datasetId, table: 'visits' });
    const { versionId } = await promoteTrained(test.context, {
      ...{ model, notebookId, rows, datasets: [{ table: 'visits', hash: versions[0]?.hash ?? '' }] },
      options: { target: 'visits', learner: 'boosted-trees', options: { rounds: 3, minSamplesLeaf: 5 } },
    });
    const interval = { value: 9, low: 8, high: 10 };
    const slice = { size: 40, metric: 'rmse', ...interval };
    const slices = ['contact = person3@example.org', 'city = Oslo'].map((name) => ({ ...slice, name }));
    await recordFigures(test.context, { versionId, figures: { rows: 80, metrics: {}, slices } });

    const shown = await version();
    expect(shown.personal).toEqual({ contact: 'email' });
    expect(shown.example).toMatchObject({ contact: 'name@example.com', city: expect.any(String) });
    expect(shown.manifest.signature.inputs).toMatchObject([
      { name: 'contact', type: 'string' },
      { name: 'city', categories: expect.arrayContaining(['Rome']) },
    ]);
    const tree = await readTree(test.context, { model, version: 1, tree: 0 });
    expect(tree?.nodes[0]).toMatchObject({
      question: expect.stringMatching(/^contact (not )?in \{4 masked\}$/),
    });
    const cards = await Promise.all(
      (['html', 'md'] as const).map((form) => exportCard(test.context, { model, version: 1 }, form)),
    );
    for (const card of cards) {
      expect(card).toContain('contact, masked');
      expect(card).toContain('city');
    }
    expect(JSON.stringify([shown, tree, cards])).not.toMatch(/person\d/);
  });

  it('follow what a person says of them', async () => {
    await markPersonal(test.context, { id: datasetId, column: 'contact', mark: 'none' });
    await markPersonal(test.context, { id: datasetId, column: 'city', mark: 'address' });
    const { example } = await version();
    expect(example).toMatchObject({ contact: expect.stringMatching(/^person\d@/), city: '1 Example Street' });
    const [row] = await test.context.db.query.models.findMany();
    expect(await readModelPersonal(test.context, row?.id ?? '')).toEqual(new Map([['city', 'address']]));
    const card = await exportCard(test.context, { model, version: 1 }, 'md');
    expect(card).toContain('person3@example.org');
    expect(card).not.toContain('Oslo');
  });
});
