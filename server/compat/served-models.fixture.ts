import { expect } from 'vitest';
import { readBikeRides, readExampleData } from '@/cells/ml/example-data.fixture';
import { readTable, takeTableRows } from '@/cells/ml/read-table';
import { createHttpApp } from '../http/app';
import type { RouteModule } from '../http/route';
import { promoteTrained } from '../services/registry/testing';
import { openTestSystem } from '../testing';

/** What `rides`, the model of numbers, is asked about. */
export const ride = [
  { hr: 8, temp: 0.5 },
  { hr: 17, temp: 0.74 },
];

/** What `birds`, the model of classes, is asked about. */
export const bird = [
  { bill_length_mm: 39.1, island: 'Torgersen' },
  { bill_length_mm: 50, island: 'Biscoe' },
];

export const species = ['Adelie', 'Chinstrap', 'Gentoo'];

/**
 * Two served models and a way to ask them in one protocol: it must give what they answer in the notebook. Linear learners and few
 * rows: each protocol's tests train them anew.
 */
export async function openServedModels(routes: RouteModule) {
  const test = await openTestSystem();
  const app = createHttpApp(test.system, routes(test.system), { api: false });
  const { trained: regression } = await promoteTrained(test.context, {
    model: 'rides',
    rows: takeTableRows(
      readBikeRides(),
      Uint32Array.from({ length: 400 }, (_, i) => i * 40),
    ),
    options: { target: 'cnt', learner: 'linear', features: ['hr', 'temp'] },
  });
  const { trained: classes } = await promoteTrained(test.context, {
    model: 'birds',
    rows: readExampleData('penguins'),
    options: { target: 'species', learner: 'linear', features: ['bill_length_mm', 'island'] },
  });
  const rides = [...(await regression.predict(readTable(ride).columns)).values].map(Number);
  const told = await classes.predict(readTable(bird).columns);
  const birds = bird.map((_, row) => ({
    species: String(told.values[row]),
    probabilities: [...(told.probabilities?.values.slice(row * 3, row * 3 + 3) ?? [])],
  }));
  return {
    app,
    /** What the models answer in the notebook. */
    rides,
    birds,
    async ask(path: string, body?: unknown, type = 'application/json') {
      const response = await app.request(`http://localhost${path}`, {
        method: body === undefined ? 'GET' : 'POST',
        headers: { host: 'localhost', 'content-type': type },
        body: body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body),
      });
      const text = await response.text();
      const json = () => JSON.parse(text);
      return { status: response.status, text, json, headers: response.headers };
    },
    expectRides(values: readonly number[]): void {
      expect(values).toHaveLength(rides.length);
      rides.forEach((count, row) => {
        expect(values[row]).toBeCloseTo(count, 5);
      });
    },
    close: () => test.close(),
  };
}
