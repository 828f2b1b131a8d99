import { Readable } from 'node:stream';
import { nodeAssets } from '@/cells/ml/node-assets';
import { train } from '@/cells/ml/train';
import { sqlText, withDuckDB } from '../duckdb';
import { addDatasetFile, findVersion } from '../services/datasets';
import { createNotebook, grantDataset } from '../services/notebooks';
import { recordVerification } from '../services/registry';
import { promoteTrained } from '../services/registry/testing';
import { type PinnedData, readTurn } from '../services/retraining';
import { label, predict, servingOf } from '../serving';
import { openTestSystem } from '../testing';
import { admitNewVersion } from './admit-version';
import { advanceRetraining } from './advance-retraining';
import type { TrainAgain, Trainers, TrainNotebook } from './turn-steps/step';

/** In the second year three times as many ride: `year` is a column that the model does not see. */
const ride = (i: number, year: number) => ({
  hour: i % 24,
  town: i % 3 === 0 ? 'hill' : 'plain',
  year,
  rides: (year === 1 ? 20 + 2 * (i % 24) : 60 + 6 * (i % 24)) + ((i * 7919) % 5),
});
export const ridesOf = (year: number, count: number) =>
  Array.from({ length: count }, (_, i) => ride(i, year));

const csvOf = (rows: readonly object[]) =>
  `hour,town,year,rides\n${rows.map((row) => Object.values(row).join(',')).join('\n')}\n`;

export const options = {
  ...{ target: 'rides', features: ['hour', 'town'], learner: 'linear' as const, seed: 1 },
};

export const job = <T>(data: T) => ({
  ...{ id: 'job', data, signal: new AbortController().signal, retryCount: 0 },
});

export type Rides = Awaited<ReturnType<typeof openRides>>;

/** A workspace whose models are trained on rides, in this process instead of a frame. */
export async function openRides() {
  const test = await openTestSystem();
  const serving = servingOf(test.system);

  const addRides = (name: string, rows: readonly object[]) =>
    addDatasetFile(test.context, {
      ...{ name, fileName: 'rides.csv', content: Readable.from([Buffer.from(csvOf(rows))]) },
    });

  async function readData(hash: string): Promise<Record<string, unknown>[]> {
    const path = await test.system.storage.localPath(hash);
    return withDuckDB({ memory: '256MB', temporaryFolder: test.folder }, async (connection) =>
      (
        await connection.runAndReadAll(
          `SELECT hour::DOUBLE AS hour, town, year::DOUBLE AS year, rides::DOUBLE AS rides FROM read_parquet(${sqlText(path)})`,
        )
      ).getRowObjectsJson(),
    );
  }

  /** The rows that the cells train on: of the first table of their own, or of one that is imported. */
  async function readTable(data: PinnedData) {
    const pinned = data.find(({ notebook }) => notebook === undefined) ?? data[0];
    const reference = `${pinned?.name}@${pinned?.version}`;
    return readData((await findVersion(test.context, { reference })).parquetHash);
  }

  /** What the cells of these models do: read the table, train the linear learner. */
  const trainHere: TrainAgain = async (_, { data }, { signal }) =>
    (
      await train(await readTable(data), options, { signal, progress() {}, assets: nodeAssets() })
    ).toPackage();

  /** Cells that read the first year alone, whatever there is. */
  const trainFirstYear: TrainAgain = async (_, { data }, { signal }) => {
    const rows = (await readTable(data)).filter(({ year }) => year === 1);
    return (await train(rows, options, { signal, progress() {}, assets: nodeAssets() })).toPackage();
  };

  /** What another notebook does: it trains on `features`, and is proposed with its own slice. */
  const notebookOf =
    (changes: Partial<typeof options> = {}): TrainNotebook =>
    async (_, { html, output, data }, { signal }) => {
      const trained = await train(
        await readTable(data),
        { ...options, ...changes },
        { signal, progress() {}, assets: nodeAssets() },
      );
      return {
        ...{ suggestedName: 'any', slice: html, sliceCells: [1], totalCells: 2, output },
        files: Object.fromEntries(await trained.toPackage()),
        datasets: data.map(({ table, hash, notebook }) => ({ table, hash, notebook })),
      };
    };

  /** A champion trained on the first year, with the table granted to its notebook. */
  async function championOf(model: string) {
    const rows = ridesOf(1, 300);
    const { datasetId } = await addRides(`${model} rides`, rows);
    const { id: notebookId } = await createNotebook(test.context, { title: model });
    await grantDataset(test.context, { notebookId, datasetId, table: 'rides' });
    const { hash } = await findVersion(test.context, { reference: `${model} rides@1` });
    await promoteTrained(test.context, {
      ...{ model, rows, options, notebookId, datasets: [{ table: 'rides', hash }] },
    });
    return { datasetId, notebookId };
  }

  const by = (train: TrainAgain, trainNotebook = notebookOf()): Trainers => ({ train, trainNotebook });
  const advance = (turnId: string, how = trainHere, notebook = notebookOf()) =>
    advanceRetraining(test.system, job({ turnId }), by(how, notebook));
  const turnOf = (model: string, number: number) => readTurn(test.context, { model, number });

  /** What admission and the re-run of a slice find, as their jobs write it down. */
  async function prove(turnId: string, model: string, number: number): Promise<void> {
    const { candidateId } = await turnOf(model, number);
    await admitNewVersion(test.system, job({ versionId: candidateId ?? '' }));
    await recordVerification(test.context, {
      ...{ versionId: candidateId ?? '', verification: { verdict: 'exact' } },
    });
    await advance(turnId);
  }

  async function serveSecondYear(model: string, count: number) {
    const rows = ridesOf(2, count);
    const { predictions } = await predict(serving, model, {
      rows: rows.map(({ hour, town }) => ({ hour, town })),
    });
    const labels = predictions.map(({ id }, i) => ({ id, label: rows[i]?.rides ?? 0 }));
    await label(test.context, serving, model, { labels });
    const errors = predictions.map(({ prediction }, i) =>
      Math.abs(Number(prediction) - (rows[i]?.rides ?? 0)),
    );
    return errors.reduce((sum, error) => sum + error, 0) / count;
  }

  return {
    ...{ test, addRides, readData, trainHere, trainFirstYear, notebookOf, championOf },
    ...{ by, advance, turnOf, prove, serveSecondYear },
    async close() {
      serving.models.dispose();
      await test.close();
    },
  };
}
