import { metricNames } from '@/cells/ml/metric-names';
import { fairnessMeasures, type Rule } from './rules';

const label = (metric: string) => metricNames[metric]?.label ?? metric;
const isLower = (metric: string) => metricNames[metric]?.better === 'lower';
const bound = (metric: string, value: number) =>
  `at ${isLower(metric) ? 'most' : 'least'} ${sayNumber(value)}`;

/** As it was written: a rule's own number is never rounded. */
export const sayNumber = (value: number): string =>
  value.toLocaleString('en-US', { maximumFractionDigits: 20 }).replaceAll(',', '\u202f').replace('-', '−');

/** A rule as a sentence without its full stop. `nameOf` gives the name of an approver. */
export function sayRule(rule: Rule, nameOf: (userId: string) => string = (id) => id): string {
  switch (rule.kind) {
    case 'metric':
      return rule.end === 'value'
        ? `${label(rule.metric)} is ${bound(rule.metric, rule.bound)}`
        : `${label(rule.metric)} is ${bound(rule.metric, rule.bound)}, at the bad end of its 95 % interval too`;
    case 'champion':
      if (rule.proof === 'better')
        return `${label(rule.metric)} is clearly better than the champion’s on the same rows`;
      return rule.margin === 0
        ? `${label(rule.metric)} is surely not worse than the champion’s on the same rows`
        : `${label(rule.metric)} is worse than the champion’s by ${sayNumber(rule.margin)} at most, on the same rows`;
    case 'slice':
      return `${label(rule.metric)} of the worst slice is ${bound(rule.metric, rule.bound)}`;
    case 'fairness':
      return `Groups of ${rule.column} differ by ${sayNumber(rule.bound)} at most (${fairnessMeasures[rule.measure]})`;
    case 'reproduced':
      return rule.accept === 'exact'
        ? 'It was reproduced exactly, bit by bit'
        : 'It was reproduced, exactly or within tolerance';
    case 'latency':
      return `95 of 100 answers to one row take at most ${sayNumber(rule.milliseconds)} ms`;
    case 'size':
      return `The package has at most ${sayNumber(rule.megabytes)} MB`;
    case 'data':
      return 'The data that it was trained on passed its checks';
    case 'card':
      return 'Its model card is complete';
    case 'approval':
      return rule.approvers.length === 0
        ? 'Somebody whose role allows it has approved it'
        : `${rule.approvers.map(nameOf).join(' or ')} has approved it`;
  }
}
