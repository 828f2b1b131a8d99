import { createBreath } from '../breathe';
import type { FitContext, FitInput } from '../learner';
import { createRandom } from '../random';
import { type BoosterInput, createBooster } from './booster';
import { checkOptions } from './check-options';
import { type Ensemble, type FeatureMatrix, outputsOf } from './ensemble';
import { joinNumbers, joinTargets, joinWeights, weighParts } from './fit-parts';
import type { EnsembleParts } from './fitted-ensemble';
import { growthRules } from './growth-rules';
import { createLoss, type Loss, type Range } from './losses';
import type { BoostedTreesOptions } from './options';
import { createPredictor } from './predict-ensemble';
import { readRoundsState, writeRoundsState } from './rounds-state';
import { type RoundsRun, runRounds } from './run-rounds';
import { loadTrainingData } from './training-data';
import { describeSize, inWords, planMemory } from './training-memory';
import { learnTreePlan, planFeatures, toFeatureMatrix } from './tree-plan';

/** An earlier model, from which training goes on. */
export type EarlierModel = Pick<EnsembleParts, 'ensemble' | 'plan'>;

export interface FitExtras {
  readonly earlier?: EarlierModel;
  /** Room for histograms; less makes training slower, never different. */
  readonly histogramBytes?: number;
}

/**
 * Trains. Rows of weight 0 are as if they were not there.
 * @throws Error in words when options, data or memory do not allow it; the abort reason when stopped before the first round
 */
export async function fitEnsemble(
  given: FitInput,
  options: BoostedTreesOptions,
  context: FitContext,
  { earlier, histogramBytes }: FitExtras = {},
): Promise<EnsembleParts> {
  const objective = checkOptions(options, given);
  const rows = weighParts(given, options);
  const { fit } = rows;
  const plan = earlier?.plan ?? learnTreePlan(fit.features, given.text);
  const features = planFeatures(plan);
  const patience = rows.held || options.folds > 1 ? options.patience : 0;
  const fitted = toFeatureMatrix(plan, fit.features);
  const heldOut = rows.held && toFeatureMatrix(plan, rows.held.features);
  const numRows = fitted.numRows + (heldOut?.numRows ?? 0);
  const target = joinTargets(rows.held ? [fit, rows.held] : [fit], given.classes);
  const weights = joinWeights(fit, rows.held);
  const loss = () =>
    createLoss(objective, target, weights, { ...options, classes: given.classes?.length ?? 0 });
  const first = loss();
  refuseOther(first, earlier, features);

  const memory = planMemory({
    rows: numRows,
    columns: features.length,
    outputs: first.outputs,
    boosters: Math.max(options.folds, 1),
    maxLeaves: options.maxLeaves,
    histogramBytes,
  });
  const size = `${describeSize(numRows, features.length)}: ${inWords(memory.bytes)}`;
  context.onProgress({ step: 0, fraction: 0, metrics: {}, message: size });
  const breathe = createBreath();
  const data = await loadTrainingData(
    { features, fit: fitted, weights: fit.weights, held: heldOut, maxBins: options.maxBins },
    memory,
    breathe,
  );
  if (context.signal.aborted) throw context.signal.reason;
  // While folds choose the rounds there are several models at once.
  const states = options.folds > 1 ? undefined : context.states;
  // Those of the earlier model stand before its own.
  const resumed = states?.resume && readRoundsState(states.resume.files, features);
  const before = resumed?.ensemble ?? earlier?.ensemble;
  const margins = before && joinMargins(before, fitted, heldOut);
  const whole: Range[] = [{ start: 0, end: fitted.numRows }];
  const seed = given.seed + (earlier?.ensemble.trees.length ?? 0);
  const boost = (place: number, own: readonly Range[], held: readonly Range[]) => {
    const ownLoss = loss();
    const random = createRandom(seed);
    if (resumed) random.restore(resumed.random);
    const input: BoosterInput = {
      ...{ data, place, loss: ownLoss, rows: own, held, margins },
      growth: growthRules(options, plan, ownLoss),
      learningRate: options.learningRate,
      subsample: options.subsample,
      columnsByTree: options.columnsByTree,
      columnsByLevel: options.columnsByLevel,
      random,
      base: before?.base ?? ownLoss.base(own),
      grown: resumed?.ensemble.trees.slice(earlier?.ensemble.trees.length ?? 0),
    };
    return { booster: createBooster(input), loss: ownLoss, base: input.base, random };
  };
  const common = {
    metric: `${first.metric.charAt(0).toUpperCase()}${first.metric.slice(1)}`,
    isRandom: options.subsample < 1 || options.columnsByTree < 1 || options.columnsByLevel < 1,
  };
  const notes: string[] = [];
  let { rounds } = options;
  let start = 0;
  if (options.folds > 1) {
    const folds = foldRanges(fitted.numRows, options.folds);
    const tried = folds.map((fold, i) => boost(i, outside(fold, fitted.numRows), [fold]));
    const boosters = tried.map(({ booster }) => booster);
    start = options.folds / (options.folds + 1);
    const fraction = (round: number) => (start * round) / options.rounds;
    const run = await runRounds(
      { ...common, boosters, rounds, patience, isCurve: true, fraction },
      context,
      breathe,
    );
    const [one] = tried;
    if (run.end === 'stopped' && one) {
      if (run.best === 0) throw context.signal.reason;
      notes.push(
        `Stopped by hand before the ${options.folds} folds were done: the model of the first fold was kept, after round ${run.best}.`,
      );
      return finish(one, run.best);
    }
    rounds = Math.max(run.best, 1);
    notes.push(`${options.folds} folds were best after ${rounds} rounds; then all rows were trained on.`);
  }
  const all = boost(0, whole, heldOut ? [{ start: fitted.numRows, end: numRows }] : []);
  const run = await runRounds(
    {
      ...common,
      boosters: [all.booster],
      rounds,
      patience: heldOut ? patience : 0,
      isCurve: options.folds <= 1,
      fraction: (round) => start + ((1 - start) * round) / rounds,
      from: resumed?.done,
      onRound(done) {
        if (!states?.isDue()) return;
        const { ensemble } = finish(all, done.round);
        states.keep({
          ...{ step: done.round, steps: rounds, unit: 'round' },
          files: writeRoundsState({ ensemble, done, random: all.random.state() }),
        });
      },
    },
    context,
    breathe,
  );
  if (run.best === 0 && run.end === 'stopped' && !earlier) throw context.signal.reason;
  notes.push(...describeEnd(run, patience > 0 && heldOut !== undefined));
  return finish(all, earlier ? run.best : Math.max(run.best, 1));

  function finish(one: ReturnType<typeof boost>, kept: number): EnsembleParts {
    const trees = one.booster.trees.slice(0, kept * one.loss.outputs);
    const ensemble: Ensemble = {
      objective: one.loss.objective(),
      features,
      base: one.base,
      trees: [...(earlier?.ensemble.trees ?? []), ...trees],
      output: Int32Array.from([
        ...(earlier?.ensemble.output ?? []),
        ...trees.map((_, i) => i % one.loss.outputs),
      ]),
      origin: 'cellar',
    };
    return { ensemble, plan, classes: given.classes, notes };
  }
}

function joinMargins(ensemble: Ensemble, fit: FeatureMatrix, held: FeatureMatrix | undefined): Float64Array {
  const predictor = createPredictor(ensemble);
  const own = predictor.predictMargins(fit);
  return held ? joinNumbers([own, predictor.predictMargins(held)]) : own;
}

/** @throws Error that says how the earlier model differs from what is to be trained */
function refuseOther(loss: Loss, earlier: EarlierModel | undefined, features: Ensemble['features']): void {
  if (!earlier) return;
  const { objective, origin } = earlier.ensemble;
  const wanted = loss.objective();
  const settings = ({ name, ...rest }: Ensemble['objective']) =>
    name === 'huber' ? name : JSON.stringify([name, rest]);
  if (settings(objective) !== settings(wanted) || outputsOf(earlier.ensemble) !== loss.outputs)
    throw new Error(
      `Training cannot go on from that model: its objective is ${describeObjective(objective)}, and ${describeObjective(wanted)} is asked for.`,
    );
  if (origin !== 'cellar')
    throw new Error(`Training cannot go on from that model: it was made by ${origin}, not here.`);
  if (features.length === 0) throw new Error('Training cannot go on from that model: it reads no column.');
}

function describeObjective({ name, ...rest }: Ensemble['objective']): string {
  const values = Object.values(rest).flat();
  return values.length > 0 && name !== 'huber' ? `${name} (${values.join(', ')})` : name;
}

/** Runs of rows, as even as they can be. */
function foldRanges(rows: number, folds: number): Range[] {
  return Array.from({ length: folds }, (_, i) => ({
    start: Math.floor((i * rows) / folds),
    end: Math.floor(((i + 1) * rows) / folds),
  }));
}

function outside({ start, end }: Range, rows: number): Range[] {
  return [
    { start: 0, end: start },
    { start: end, end: rows },
  ].filter((range) => range.end > range.start);
}

function describeEnd({ end, rounds, best }: RoundsRun, isValidated: boolean): string[] {
  switch (end) {
    case 'patience':
      return [`Stopped at round ${rounds}: no improvement since round ${best}, whose trees were kept.`];
    case 'stopped':
      return [
        isValidated
          ? `Stopped by hand; the best round, ${best}, was kept.`
          : `Stopped by hand after round ${rounds}.`,
      ];
    case 'no split':
      return [`Ended after round ${rounds}: no split lowers the loss further.`];
    case 'all':
      return isValidated && best < rounds ? [`The best of ${rounds} rounds, ${best}, was kept.`] : [];
  }
}
