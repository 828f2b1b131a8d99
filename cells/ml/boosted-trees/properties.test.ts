import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom, rangeOf, shuffle } from '../random';
import { takeTableRows } from '../read-table';
import { nodeFlags } from './ensemble';
import { writeEnsemble } from './ensemble-file';
import {
  createFitContext,
  fitRows,
  type MadeRow,
  madeRows,
  marginsOf,
  numbers,
  pathsOf,
  table,
  toInput,
} from './fit.fixture';

/** Fewer runs than fast-check's hundred: each trains models. The seed is fixed so that a failure comes again. */
const check = (runs = 20) => ({ numRuns: runs, seed: 20_26 });
const bytesOf = (ensemble: Parameters<typeof writeEnsemble>[0]) => [...writeEnsemble(ensemble)];
const takeMade = (rows: readonly MadeRow[], order: ArrayLike<number>) =>
  Array.from(order, (row) => rows[row]).filter((row) => row !== undefined);

describe('boosted trees', () => {
  it('answer what training says they answer: the last training metric is that of the model', () =>
    fc.assert(
      fc.asyncProperty(madeRows(), fc.constantFrom(1, 0.6), async (rows, subsample) => {
        const { features, target } = toInput(rows);
        const context = createFitContext();
        const parts = await fitRows({ features, target }, { subsample }, context);
        const margins = marginsOf(parts, features);
        const squares = target.reduce((sum, y, row) => sum + (y - (margins[row] ?? 0)) ** 2, 0);
        expect(context.steps.at(-1)?.metrics.trainRmse).toBeCloseTo(Math.sqrt(squares / rows.length), 10);
      }),
      check(),
    ));

  it('give the same bytes for the same seed, and others for another where rows or columns are drawn', () =>
    fc.assert(
      fc.asyncProperty(madeRows(80), async (rows) => {
        const train = (seed: number) =>
          fitRows({ ...toInput(rows), seed }, { subsample: 0.5, columnsByTree: 0.7, columnsByLevel: 0.7 });
        const once = bytesOf((await train(4)).ensemble);
        expect(bytesOf((await train(4)).ensemble)).toEqual(once);
        expect(bytesOf((await train(5)).ensemble)).not.toEqual(once);
      }),
      check(10),
    ));

  it.each(['squared', 'absolute', 'huber', 'quantile', 'poisson'])(
    'do not depend on the order of the rows, to the bit (%s)',
    (objective) =>
      fc.assert(
        fc.asyncProperty(madeRows(), fc.integer({ min: 1, max: 1000 }), async (given, seed) => {
          const rows = given.map((row) => ({ ...row, y: objective === 'poisson' ? Math.abs(row.y) : row.y }));
          const mixed = takeMade(rows, shuffle(rangeOf(rows.length), createRandom(seed)));
          const [one, other] = await Promise.all(
            [rows, mixed].map((order) => fitRows(toInput(order), { objective })),
          );
          expect(one && bytesOf(one.ensemble)).toEqual(other && bytesOf(other.ensemble));
        }),
        check(8),
      ),
  );

  it.each(['squared', 'absolute', 'huber', 'tweedie'])(
    'take a whole weight as so many rows, and a weight of 0 as none (%s)',
    (objective) =>
      fc.assert(
        fc.asyncProperty(
          madeRows(40, 80),
          fc.infiniteStream(fc.integer({ min: 0, max: 3 })),
          async (given, stream) => {
            const rows = given.map((row) => ({
              ...row,
              y: objective === 'tweedie' ? Math.abs(row.y) : row.y,
            }));
            const weights = Float64Array.from(rows, () => stream.next().value ?? 1);
            fc.pre(weights.filter((weight) => weight > 0).length > 10);
            const repeated = takeMade(
              rows,
              [...rows.keys()].flatMap((row) => Array(weights[row]).fill(row)),
            );
            // A limit on rows in a leaf is of rows, not of weight; the columns of numbers have few values, so that their bins are alike.
            const options = {
              objective,
              minSamplesLeaf: 1,
              categorySmoothing: 0,
              minChildWeight: 2,
              maxLeaves: 6,
            };
            const one = await fitRows({ ...toInput(rows), weights }, options);
            const other = await fitRows(toInput(repeated), options);
            const { features } = toInput(repeated);
            const [a, b] = [marginsOf(one, features), marginsOf(other, features)];
            const largest = b.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
            a.forEach((value, i) => {
              expect(Math.abs(value - (b[i] ?? 0)) / largest).toBeLessThan(1e-5);
            });
          },
        ),
        check(12),
      ),
  );

  it('rise and fall where they must, whatever the data says', () =>
    fc.assert(
      fc.asyncProperty(
        madeRows(60),
        fc.constantFrom<1 | -1>(1, -1),
        fc.constantFrom('squared', 'absolute', 'poisson', 'huber', 'quantile'),
        fc.constantFrom('leaf', 'depth'),
        async (given, way, objective, growth) => {
          const rows = given.map((row) => ({ ...row, y: objective === 'poisson' ? Math.abs(row.y) : row.y }));
          const parts = await fitRows(toInput(rows), {
            ...{ objective, growth, rounds: 12, maxLeaves: 16 },
            monotone: { a: way, c: -way },
          });
          const steps = 40;
          for (const row of rows.slice(0, 12))
            for (const [name, direction] of [
              ['a', way],
              ['c', -way],
            ] as const) {
              const made = Array.from({ length: steps }, (_, i) => ({
                ...row,
                [name]: -3.2 + (6.4 * i) / steps,
              }));
              const margins = marginsOf(parts, toInput(made).features);
              const outputs = margins.length / steps;
              for (let i = outputs; i < margins.length; i++)
                expect(direction * ((margins[i] ?? 0) - (margins[i - outputs] ?? 0))).toBeGreaterThanOrEqual(
                  0,
                );
            }
        },
      ),
      check(24),
    ));

  it('let only columns of a group meet on a path', () =>
    fc.assert(
      fc.asyncProperty(
        madeRows(60),
        fc.constantFrom<string[][]>(
          [
            ['a', 'b'],
            ['b', 'kind'],
          ],
          [['a', 'kind']],
          [['c']],
        ),
        async (rows, interactions) => {
          const { ensemble } = await fitRows(toInput(rows), { interactions, maxLeaves: 16 });
          const names = ensemble.features.map(({ name }) => name);
          for (const tree of ensemble.trees)
            for (const { features } of pathsOf(tree)) {
              const met = [...new Set(features.map((feature) => names[feature] ?? ''))];
              const isAllowed =
                met.length <= 1 || interactions.some((group) => met.every((name) => group.includes(name)));
              expect(isAllowed, met.join()).toBe(true);
            }
        },
      ),
      check(),
    ));

  it('keep to the limits on depth, leaves, rows and hessians of a leaf', () =>
    fc.assert(
      fc.asyncProperty(
        madeRows(60),
        fc.record({
          maxDepth: fc.integer({ min: 1, max: 5 }),
          maxLeaves: fc.integer({ min: 2, max: 12 }),
          minSamplesLeaf: fc.integer({ min: 1, max: 15 }),
          minChildWeight: fc.double({ min: 0, max: 9, noNaN: true }),
          growth: fc.constantFrom('leaf', 'depth'),
          subsample: fc.constantFrom(1, 0.8),
        }),
        async (rows, options) => {
          const { ensemble } = await fitRows(toInput(rows), options);
          for (const tree of ensemble.trees) {
            const paths = pathsOf(tree);
            expect(paths.length).toBeLessThanOrEqual(options.maxLeaves);
            const all = paths.reduce((sum, { leaf }) => sum + (tree.count[leaf] ?? 0), 0);
            expect(all).toBe(Math.round(rows.length * options.subsample));
            if (paths.length === 1) continue;
            for (const { features, leaf } of paths) {
              expect(features.length).toBeLessThanOrEqual(options.maxDepth);
              expect(tree.count[leaf]).toBeGreaterThanOrEqual(options.minSamplesLeaf);
              expect(tree.cover[leaf]).toBeGreaterThanOrEqual(options.minChildWeight);
            }
          }
        },
      ),
      check(),
    ));

  it('never lose in training, round by round, where nothing is drawn', () =>
    fc.assert(
      fc.asyncProperty(madeRows(), fc.constantFrom('squared', 'absolute'), async (rows, objective) => {
        const context = createFitContext();
        await fitRows(toInput(rows), { objective, rounds: 10 }, context);
        const losses = context.steps.map(({ metrics }) => Object.values(metrics)[0] ?? Number.NaN);
        losses.forEach((loss, i) => {
          if (i > 0) expect(loss).toBeLessThanOrEqual((losses[i - 1] ?? 0) * (1 + 1e-6));
        });
      }),
      check(),
    ));

  it('send the missing the way that they say, and those that training never missed with the more rows', () =>
    fc.assert(
      fc.asyncProperty(madeRows(60), async (rows) => {
        const { ensemble, plan } = await fitRows(toInput(rows), { maxLeaves: 12 });
        for (const tree of ensemble.trees)
          for (let node = 0; node < tree.feature.length; node++) {
            const feature = ensemble.features[tree.feature[node] ?? -1];
            // Columns a and c are never missing.
            if (feature?.name !== 'a' && feature?.name !== 'c') continue;
            const rowsOf = (child: Int32Array) => tree.count[child[node] ?? 0] ?? 0;
            const goesLeft = ((tree.flags[node] ?? 0) & nodeFlags.missingLeft) !== 0;
            expect(goesLeft).toBe(rowsOf(tree.left) > rowsOf(tree.right));
          }
        expect(plan.columns).toHaveLength(4);
      }),
      check(),
    ));

  it('are the same however little room there is for histograms', async () => {
    const random = createRandom(3);
    const made = Array.from({ length: 400 }, () => Float64Array.from({ length: 300 }, random));
    const features = table(...made.map((values, i) => numbers(`c${i}`, values)));
    const target = Float64Array.from(
      { length: 300 },
      (_, row) => (made[3]?.[row] ?? 0) + (made[77]?.[row] ?? 0) ** 2,
    );
    const options = { rounds: 3, maxLeaves: 40, minSamplesLeaf: 3 };
    const { fitEnsemble } = await import('./fit-ensemble');
    const { boostedTreesOptions } = await import('./options');
    const train = (histogramBytes?: number) =>
      fitEnsemble(
        { features, target, task: 'regression', seed: 1 },
        boostedTreesOptions.parse({ ...options, patience: 0 }),
        createFitContext(),
        { histogramBytes },
      );
    expect(bytesOf((await train(0)).ensemble)).toEqual(bytesOf((await train()).ensemble));
  });

  it('come out of trainings that run side by side as they do one after another', () =>
    fc.assert(
      fc.asyncProperty(fc.array(madeRows(60), { minLength: 2, maxLength: 4 }), async (tables) => {
        const train = async (rows: readonly MadeRow[], seed: number) =>
          bytesOf((await fitRows({ ...toInput(rows), seed }, { subsample: 0.7 })).ensemble);
        const serial = [];
        for (const [seed, rows] of tables.entries()) serial.push(await train(rows, seed));
        expect(await Promise.all(tables.map(train))).toEqual(serial);
      }),
      check(10),
    ));

  it('are the same on the rows that a table was taken apart into', async () => {
    const rows = fc.sample(madeRows(100, 120), { numRuns: 1, seed: 5 })[0] ?? [];
    const { features, target } = toInput(rows);
    const parts = await fitRows({ features, target });
    const whole = marginsOf(parts, features);
    const tail = marginsOf(parts, takeTableRows(features, rangeOf(rows.length).slice(50)));
    expect(tail).toEqual(whole.slice(50));
  });
});
