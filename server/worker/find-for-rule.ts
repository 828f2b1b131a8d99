import type { Finding } from '@/cells/gates/judge-rule';
import { fairnessMeasures, type Rule, type RuleKind, type RuleOf } from '@/cells/gates/rules';
import { measureFairness } from '@/cells/ml/judging/fairness';
import { metricNames } from '@/cells/ml/metric-names';
import type { Context } from '../context';
import { AppError } from '../errors';
import { checkVersion } from '../services/datasets';
import { missingOfCard, type readForCheck } from '../services/registry';
import { type JudgedVersion, judgeVersion, judgingInThread, measureLatency } from '../serving';

export type CheckSubject = NonNullable<Awaited<ReturnType<typeof readForCheck>>>;

/** Finds out what one rule asks about; says why not, in words, where it cannot be had. */
export type FindForRule = (rule: Rule, signal: AbortSignal) => Promise<Finding>;
type Finders = { readonly [K in RuleKind]: (rule: RuleOf<K>, signal: AbortSignal) => Promise<Finding> };

/** For the rules of one check. What several ask is found once. */
export function createFinder(context: Context, subject: CheckSubject): FindForRule {
  const { candidate, incumbent, model, approval } = subject;
  if (!candidate) return async () => missing('The version was deleted.', 'Promote the model again.');
  const toServed = (version: typeof candidate) => ({ ...version, model });
  const compares = incumbent && subject.rules.some(({ kind }) => kind === 'champion');
  let paired: Promise<JudgedVersion> | undefined;
  const judgePaired = (signal: AbortSignal) => {
    const against = incumbent && toServed(incumbent);
    paired ??= judgeVersion(context, toServed(candidate), { against, signal });
    return paired;
  };
  let alone: Promise<JudgedVersion> | undefined;
  /** A comparison judges the candidate too; where it cannot be made, or leaves rows out, the candidate is judged by itself. */
  const judgeAlone = (signal: AbortSignal) => {
    const begin = () => judgeVersion(context, toServed(candidate), { signal });
    alone ??= compares
      ? judgePaired(signal).then((judged) => (judged.leftOut === 0 ? judged : begin()), begin)
      : begin();
    return alone;
  };
  const unjudged = (error: unknown) =>
    missing(
      error instanceof Error ? error.message : String(error),
      'Train the model again, then promote it.',
    );

  const finders: Finders = {
    async metric({ metric }, signal) {
      try {
        const { metrics, rows } = (await judgeAlone(signal)).judgement;
        const found = metrics[metric];
        return found
          ? {
              kind: 'metric',
              measured: { value: found.value, interval: [found.low, found.high], rows: rows.used },
            }
          : noSuchMetric(metric, candidate.manifest.task);
      } catch (error) {
        return unjudged(error);
      }
    },
    async champion({ metric }, signal) {
      if (!incumbent) return { kind: 'unopposed' };
      try {
        const { metrics, comparison, rows } = (await judgePaired(signal)).judgement;
        const own = metrics[metric];
        const other = comparison?.metrics[metric];
        if (!own || !other) return noSuchMetric(metric, candidate.manifest.task);
        const { low, high, pValue } = other.difference;
        return {
          ...{ kind: 'champion', champion: incumbent.number, candidate: own.value, incumbent: other.value },
          ...{ difference: [low, high], p: pValue, rows: rows.used, notes: comparison.notes },
        };
      } catch (error) {
        return unjudged(error);
      }
    },
    async slice({ metric }, signal) {
      try {
        const { rows } = await judgeAlone(signal);
        const { slices, overall } = await judgingInThread.findWorstSlices(rows, metric, { limit: 1 });
        const [worst] = slices;
        const { metric: value, interval, size } = worst ?? overall;
        const measured = { value, interval: [interval.low, interval.high] as const, rows: size };
        return { kind: 'slice', name: worst?.name ?? null, measured };
      } catch (error) {
        return unjudged(error);
      }
    },
    async fairness({ column, measure }, signal) {
      try {
        const { rows } = await judgeAlone(signal);
        const found = measureFairness(rows, column).measures.find(({ name }) => name === measure);
        if (!found)
          return missing(
            `${fairnessMeasures[measure]} cannot be told of ${column}: its groups are too small, or this model has no such rates.`,
            'Hold out more rows of each group, or have an owner name another measure in this gate.',
          );
        return { kind: 'fairness', measure, difference: found.difference.value, groups: found.between };
      } catch (error) {
        return unjudged(error);
      }
    },
    async reproduced() {
      const { verification } = candidate;
      const { verdict } = verification;
      if (verdict === 'waiting' || verdict === 'running')
        return { kind: 'waiting', words: 'It is being run again in a clean frame.' };
      return {
        kind: 'reproduced',
        verdict,
        ...('detail' in verification && { detail: verification.detail }),
      };
    },
    async latency(_rule, signal) {
      try {
        return { kind: 'latency', ...(await measureLatency(context, toServed(candidate), signal)) };
      } catch (error) {
        return unjudged(error);
      }
    },
    async size() {
      return { kind: 'size', bytes: candidate.bytes };
    },
    async data() {
      if (candidate.data.length === 0)
        return missing(
          'It was trained on no data set of this workspace, so none was checked.',
          'Keep the training data as a data set, train on that, and promote the model again.',
        );
      try {
        const checked = [];
        for (const { datasetId, version } of candidate.data) {
          const { dataset, anomalies } = await checkVersion(context, { dataset: datasetId, version });
          checked.push({ dataset, version, anomalies: anomalies.length });
        }
        return { kind: 'data', checked };
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        return missing(error.message, 'Say on the page of the data set what is expected of it.');
      }
    },
    async card() {
      return { kind: 'card', empty: await missingOfCard(context, model, candidate.number) };
    },
    async approval() {
      if (!approval?.decision) return { kind: 'waiting', words: 'Waits for somebody to approve it.' };
      const { decision, comment, isAuthor } = approval;
      return {
        kind: 'approval',
        by: subject.decidedBy ?? 'Somebody',
        approved: decision === 'approved',
        comment,
        isAuthor,
      };
    },
  };
  // The rule's kind chooses the finder of that kind.
  return (rule, signal) => (finders[rule.kind] as FindForRule)(rule, signal);
}

const missing = (words: string, todo: string): Finding => ({ kind: 'missing', words, todo });
const noSuchMetric = (metric: string, task: string): Finding =>
  missing(
    `${metricNames[metric]?.label ?? metric} is not among the figures of this ${task === 'regression' ? 'regression' : 'classifier'}.`,
    'Have an owner name another metric in this gate.',
  );
