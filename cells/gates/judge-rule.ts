import { metricNames } from '@/cells/ml/metric-names';
import { formatFigure } from './format-figure';
import { type FairnessMeasure, fairnessMeasures, type Rule, type RuleOf } from './rules';
import { sayNumber } from './say-rule';

/** A figure with its 95 % interval, where one could be had. */
export interface Measured {
  readonly value: number;
  readonly interval?: readonly [low: number, high: number];
  readonly rows: number;
}

/** What was found out for one rule, before anybody judges it. `missing` says in words why there is no figure. */
export type Finding =
  | { readonly kind: 'missing'; readonly words: string; readonly todo: string }
  | { readonly kind: 'waiting'; readonly words: string }
  | { readonly kind: 'metric'; readonly measured: Measured }
  | {
      readonly kind: 'champion';
      readonly champion: number;
      readonly candidate: number;
      readonly incumbent: number;
      /** Candidate minus champion, with its paired interval. */
      readonly difference: readonly [low: number, high: number];
      readonly p: number;
      readonly rows: number;
      /** What a reader must know: rows left out, or that the champion may have learnt from. */
      readonly notes: readonly string[];
    }
  | { readonly kind: 'unopposed' }
  /** The worst slice that is beyond chance; a null name means that there is none, and the figure is that of all rows. */
  | { readonly kind: 'slice'; readonly name: string | null; readonly measured: Measured }
  | {
      readonly kind: 'fairness';
      readonly measure: FairnessMeasure;
      readonly difference: number;
      readonly groups: readonly [string, string];
    }
  | {
      readonly kind: 'reproduced';
      readonly verdict: 'exact' | 'tolerance' | 'failed' | 'impossible';
      readonly detail?: string;
    }
  | { readonly kind: 'latency'; readonly p50: number; readonly p95: number; readonly calls: number }
  | { readonly kind: 'size'; readonly bytes: number }
  | {
      readonly kind: 'data';
      readonly checked: readonly {
        readonly dataset: string;
        readonly version: number;
        readonly anomalies: number;
      }[];
    }
  | { readonly kind: 'card'; readonly empty: readonly string[] }
  | {
      readonly kind: 'approval';
      readonly by: string;
      readonly approved: boolean;
      readonly comment: string;
      readonly isAuthor: boolean;
    };

export interface Verdict {
  readonly rule: Rule;
  readonly state: 'passed' | 'failed' | 'waiting';
  /** What was found, with its figures. */
  readonly words: string;
  /** Of a failed rule: what to do about it. */
  readonly todo?: string;
  readonly finding: Finding;
}

/** Holds a finding against its rule. */
export function judgeRule(rule: Rule, finding: Finding): Verdict {
  if (finding.kind === 'waiting') return { rule, state: 'waiting', words: finding.words, finding };
  if (finding.kind === 'missing')
    return { rule, state: 'failed', words: finding.words, todo: finding.todo, finding };
  const { passed, words, todo } = hold(rule, finding);
  return { rule, state: passed ? 'passed' : 'failed', words, ...(!passed && { todo }), finding };
}

/** The state of all: failed when one has failed, else waiting when one waits. */
export const overall = (verdicts: readonly Pick<Verdict, 'state'>[]): Verdict['state'] =>
  verdicts.some(({ state }) => state === 'failed')
    ? 'failed'
    : verdicts.some(({ state }) => state === 'waiting')
      ? 'waiting'
      : 'passed';

interface Held {
  readonly passed: boolean;
  readonly words: string;
  readonly todo: string;
}
type Found = Exclude<Finding, { kind: 'waiting' | 'missing' }>;

function hold(rule: Rule, finding: Found): Held {
  if (rule.kind === 'champion' && finding.kind === 'unopposed')
    return { passed: true, words: 'There is no champion to compare with yet.', todo: '' };
  if (rule.kind === 'metric' && finding.kind === 'metric') return holdMetric(rule, finding.measured);
  if (rule.kind === 'champion' && finding.kind === 'champion') return holdChampion(rule, finding);
  if (rule.kind === 'slice' && finding.kind === 'slice') return holdSlice(rule, finding);
  if (rule.kind === 'fairness' && finding.kind === 'fairness')
    return {
      passed: finding.difference <= rule.bound,
      words: `${finding.groups[0]} and ${finding.groups[1]} differ by ${formatFigure(finding.difference)} in ${fairnessMeasures[finding.measure]}; ${sayNumber(rule.bound)} is allowed.`,
      todo: `Look at ${rule.column} under Fairness on the version’s page: train with more rows of the smaller group, with weights, or without what stands for ${rule.column}.`,
    };
  if (rule.kind === 'reproduced' && finding.kind === 'reproduced') return holdReproduced(rule, finding);
  if (rule.kind === 'latency' && finding.kind === 'latency')
    return {
      passed: finding.p95 <= rule.milliseconds,
      words: `95 of 100 answers took at most ${formatFigure(finding.p95)} ms, half of them ${formatFigure(finding.p50)} ms, over ${sayNumber(finding.calls)} calls on this server.`,
      todo: 'Train a smaller model (fewer trees or layers), or allow more time.',
    };
  if (rule.kind === 'size' && finding.kind === 'size')
    return {
      passed: finding.bytes <= rule.megabytes * 1e6,
      words: `The package has ${formatFigure(finding.bytes / 1e6)} MB.`,
      todo: 'Train a smaller model (fewer trees or layers), or allow a larger package.',
    };
  if (rule.kind === 'data' && finding.kind === 'data') return holdData(finding);
  if (rule.kind === 'card' && finding.kind === 'card')
    return {
      passed: finding.empty.length === 0,
      words:
        finding.empty.length === 0
          ? 'Every section is written.'
          : `Not written yet: ${finding.empty.join(', ')}.`,
      todo: 'Write these sections of the model card, then run the checks again.',
    };
  if (rule.kind === 'approval' && finding.kind === 'approval') {
    const who = `${finding.by}${finding.isAuthor ? ', who is the author too (nobody else could approve),' : ''}`;
    return {
      passed: finding.approved,
      words: `${who} ${finding.approved ? 'approved it' : 'rejected it'}${finding.comment ? `: “${finding.comment}”` : '.'}`,
      todo: 'Do what the comment asks, promote a new version, and run its checks.',
    };
  }
  throw new Error(`A rule of kind ${rule.kind} cannot be judged by what was found of ${finding.kind}.`);
}

const isLower = (metric: string) => metricNames[metric]?.better === 'lower';
const withInterval = ({ value, interval }: Measured) =>
  interval
    ? `${formatFigure(value)} (95 %: ${formatFigure(interval[0])} to ${formatFigure(interval[1])})`
    : formatFigure(value);
const label = (metric: string) => metricNames[metric]?.label ?? metric;
const within = (metric: string, value: number, bound: number) =>
  isLower(metric) ? value <= bound : value >= bound;

function holdMetric(rule: RuleOf<'metric'>, measured: Measured): Held {
  const badEnd = measured.interval?.[isLower(rule.metric) ? 1 : 0];
  const judged = rule.end === 'interval' ? badEnd : measured.value;
  return {
    passed: judged !== undefined && within(rule.metric, judged, rule.bound),
    words: `${label(rule.metric)} is ${withInterval(measured)} on ${sayNumber(measured.rows)} held-out rows; ${sayNumber(rule.bound)} is asked for.`,
    todo:
      rule.end === 'interval' && within(rule.metric, measured.value, rule.bound)
        ? 'The figure itself would do, yet these rows do not prove it: hold out more rows, or train a better model.'
        : 'Train a better model, or look at its worst slices to see where it errs.',
  };
}

function holdChampion(rule: RuleOf<'champion'>, found: Extract<Finding, { kind: 'champion' }>): Held {
  const sign = isLower(rule.metric) ? 1 : -1;
  // How much worse the candidate may be, at the ends of the interval.
  const [best, worst] = found.difference.map((end) => end * sign).sort((a, b) => a - b) as [number, number]; // two ends in, two out
  const passed = rule.proof === 'better' ? worst < 0 : worst <= rule.margin;
  const [low, high] = found.difference;
  const p = found.p < 0.001 ? 'p < 0.001' : `p = ${found.p.toFixed(3)}`;
  return {
    passed,
    words: `${label(rule.metric)} is ${formatFigure(found.candidate)}; the champion, version ${found.champion}, has ${formatFigure(found.incumbent)} on the same ${sayNumber(found.rows)} rows. The difference is ${formatFigure(low)} to ${formatFigure(high)} (95 %, paired, ${p}).${found.notes.map((note) => ` Mind: ${note}`).join('')}`,
    todo:
      best > 0
        ? 'The champion is clearly better on these rows. Train a better model.'
        : 'These rows do not tell the two apart well enough: hold out more rows, allow a margin, or train a better model.',
  };
}

function holdSlice(rule: RuleOf<'slice'>, { name, measured }: Extract<Finding, { kind: 'slice' }>): Held {
  const figure = `${label(rule.metric)} ${withInterval(measured)} on ${sayNumber(measured.rows)} rows; ${sayNumber(rule.bound)} is asked for.`;
  return {
    passed: within(rule.metric, measured.value, rule.bound),
    words:
      name === null
        ? `No slice is clearly worse than the rest. All together have ${figure}`
        : `The worst slice is ${name}: ${figure}`,
    todo:
      name === null
        ? 'Train a better model.'
        : `Give the training more rows of ${name}, or features that tell them apart; then promote a new version.`,
  };
}

function holdReproduced(rule: RuleOf<'reproduced'>, found: Extract<Finding, { kind: 'reproduced' }>): Held {
  const words = {
    exact: 'Reproduced exactly.',
    tolerance: 'Reproduced within tolerance.',
    failed: 'Not reproduced.',
    impossible: 'It cannot be reproduced.',
  };
  return {
    passed: found.verdict === 'exact' || (found.verdict === 'tolerance' && rule.accept === 'tolerance'),
    words: `${words[found.verdict]}${found.detail ? ` ${found.detail}` : ''}`,
    todo:
      found.verdict === 'impossible'
        ? 'Train it here, in a notebook, or have an owner leave this gate out for models that come from elsewhere.'
        : 'Open the slice from the version’s page and look for what differs: clock, network, a random number without a seed.',
  };
}

function holdData({ checked }: Extract<Finding, { kind: 'data' }>): Held {
  const failed = checked.filter(({ anomalies }) => anomalies > 0);
  const say = ({ dataset, version }: { dataset: string; version: number }) => `${dataset} version ${version}`;
  return {
    passed: failed.length === 0,
    words:
      failed.length === 0
        ? `As expected: ${checked.map(say).join(', ')}.`
        : `${failed.map((one) => `${say(one)} is not as expected in ${one.anomalies === 1 ? 'one way' : `${one.anomalies} ways`}`).join('; ')}.`,
    todo: 'Look at “Checks” on the page of the data set: mend the data, add them as a version, train on it and promote; or change what is expected, then run the checks again.',
  };
}
