import { formatFigure } from '@/cells/gates/format-figure';
import type { Verdict } from '@/cells/gates/judge-rule';
import { sayRule } from '@/cells/gates/say-rule';
import { metricNames } from '@/cells/ml/metric-names';
import type { PackageManifest } from '@/cells/ml/model';
import type { VersionFigures } from '../../../db/schema/gates';
import type { Verification } from '../../../db/schema/registry';
import type { CardSectionId } from './sections';

export interface CardFacts {
  readonly model: string;
  readonly number: number;
  readonly manifest: PackageManifest;
  readonly bytes: number;
  readonly data: readonly {
    table: string;
    name: string;
    version: number;
    hash: string;
    rows?: number;
    notes?: readonly string[];
  }[];
  readonly notebook: string | null;
  readonly revision: number | null;
  readonly sliceHash: string;
  readonly sliceCells: number;
  readonly totalCells: number;
  readonly verification: Verification;
  readonly verifiedAt: Date | null;
  /** Of the newest check of this version that came to an end. */
  readonly verdicts: readonly Verdict[];
  /** Undefined until it was judged. */
  readonly figures?: VersionFigures;
}

const count = (value: number) => value.toLocaleString('en-US').replaceAll(',', '\u202f');
/** Texts of elsewhere stand in Markdown as what they are. */
export const plainText = (text: string) => text.replace(/[\\`*_[\]<>|&~]/g, '\\$&').replace(/\s+/g, ' ');
const code = (text: string) => `\`${text.replace(/[`\s]+/g, ' ')}\``;
const table = (head: readonly string[], rows: readonly (readonly string[])[]) =>
  [head, head.map((_, i) => (i === 0 ? '---' : '---:')), ...rows]
    .map((row) => `| ${row.join(' | ')} |`)
    .join('\n');

/** The sections that the registry can write by itself, in Markdown. */
export function writeKnown(facts: CardFacts): Partial<Record<CardSectionId, string>> {
  return {
    summary: writeSummary(facts),
    data: writeData(facts),
    metrics: writeMetrics(facts),
    gates: writeGates(facts),
    importances: writeImportances(facts),
    making: writeMaking(facts),
  };
}

function writeSummary({ manifest }: CardFacts): string {
  const { output, inputs } = manifest.signature;
  const kind = output.classes
    ? `one of ${output.classes.slice(0, 10).map(code).join(', ')}${output.classes.length > 10 ? ' …' : ''}`
    : 'a number';
  const named = inputs.slice(0, 20).map(({ name }) => code(name));
  return `Predicts ${code(output.name)}, ${kind}, from ${count(inputs.length)} inputs: ${named.join(', ')}${inputs.length > 20 ? ' …' : ''}.`;
}

function writeData({ data, manifest }: CardFacts): string {
  const versions = data.map(({ name, version, table: as, hash, rows, notes = [] }) =>
    [
      `- ${plainText(name)}, version ${version}, as ${code(as)}${rows === undefined ? '' : `, ${count(rows)} rows`} (sha256 ${code(hash.slice(0, 16))})`,
      ...notes.map((note) => `  - ${plainText(note)}`),
    ].join('\n'),
  );
  return [
    versions.length > 0
      ? versions.join('\n')
      : 'No data set is pinned: what it was trained on is known to its notebook only.',
    `${count(manifest.trainingRows)} rows were learnt from, ${count(manifest.evaluation.rows)} were held out.`,
    ...manifest.notes.map((note) => `- ${plainText(note)}`),
  ].join('\n\n');
}

function writeMetrics({ manifest, figures }: CardFacts): string {
  const { metrics, baseline, rows } = manifest.evaluation;
  const centroid =
    manifest.evaluation.task === 'regression' ? undefined : manifest.evaluation.nearestCentroid;
  const known = [...Object.keys(metricNames), ...Object.keys(metrics).filter((name) => !metricNames[name])];
  const body = known
    .filter((name) => metrics[name] !== undefined)
    .map((name) => {
      const interval = figures?.metrics[name];
      return [
        plainText(metricNames[name]?.label ?? name),
        formatFigure(metrics[name] ?? Number.NaN),
        interval ? `${formatFigure(interval.low)} to ${formatFigure(interval.high)}` : '—',
        formatFigure(baseline[name] ?? Number.NaN),
        ...(centroid ? [formatFigure(centroid[name] ?? Number.NaN)] : []),
      ];
    });
  const head = [
    'Metric',
    'This version',
    '95 % interval',
    'Baseline',
    ...(centroid ? ['Nearest centroid'] : []),
  ];
  return `On ${count(rows)} rows that it was not trained on; the baseline knows the target’s distribution only.\n\n${table(head, body)}`;
}

const marks = { passed: '✓ passed', failed: '✕ failed', waiting: '… waits' } as const;

function writeGates({ verdicts, figures }: CardFacts): string {
  const slices = (figures?.slices ?? []).map(
    ({ name, size, metric, value, low, high }) =>
      `- ${plainText(name)}: ${metricNames[metric]?.label ?? metric} ${formatFigure(value)} (95 %: ${formatFigure(low)} to ${formatFigure(high)}) on ${count(size)} rows`,
  );
  const weak =
    slices.length > 0
      ? `Clearly worse than on the rest:\n\n${slices.join('\n')}`
      : 'No slice is clearly worse than the rest.';
  const checks = verdicts.map(
    ({ rule, state, words }) => `- **${marks[state]}**: ${plainText(sayRule(rule))}. ${plainText(words)}`,
  );
  return [
    figures ? weak : 'Its slices were not looked at: it keeps no held-out rows, or is still being judged.',
    checks.length > 0 ? `Its newest check:\n\n${checks.join('\n')}` : 'No check of its gates has ended yet.',
  ].join('\n\n');
}

function writeImportances({ manifest }: CardFacts): string {
  const ranked = [...manifest.importances].sort((a, b) => b.permutation - a.permutation).slice(0, 15);
  if (ranked.length === 0) return 'Not measured.';
  const rows = ranked.map(({ feature, permutation }) => [plainText(feature), formatFigure(permutation)]);
  return `By how much the loss rises when an input is shuffled over the held-out rows.\n\n${table(['Input', 'Rise of the loss'], rows)}`;
}

function writeMaking(facts: CardFacts): string {
  const { manifest, notebook, revision, verification, verifiedAt } = facts;
  const environment = Object.entries(manifest.environment).map(
    ([name, value]) => `${plainText(name)} ${plainText(value)}`,
  );
  const options = Object.entries(manifest.options).slice(0, 30);
  return [
    `- Learner: ${plainText(manifest.learner)}${manifest.seed === null ? '' : `, seed ${manifest.seed}`}`,
    ...(notebook === null
      ? []
      : [
          `- Notebook: ${plainText(notebook)}, revision ${revision ?? '?'}; ${facts.sliceCells} of its ${facts.totalCells} cells made it (sha256 ${code(facts.sliceHash.slice(0, 16))})`,
        ]),
    ...(options.length > 0
      ? [
          `- Options: ${options.map(([name, value]) => `${code(name)} ${code(JSON.stringify(value) ?? 'null')}`).join(', ')}`,
        ]
      : []),
    `- Environment: ${environment.join(', ') || 'not recorded'}`,
    `- Package: ${count(Math.ceil(facts.bytes / 1000))} kB`,
    `- Reproduced: ${sayVerification(verification)}${verifiedAt ? ` (${verifiedAt.toISOString().slice(0, 10)})` : ''}`,
  ].join('\n');
}

function sayVerification(verification: Verification): string {
  if (verification.verdict === 'exact') return 'exactly, bit by bit';
  if (verification.verdict === 'tolerance') return `within tolerance. ${plainText(verification.detail)}`;
  if (verification.verdict === 'impossible') return `cannot be. ${plainText(verification.detail)}`;
  if (verification.verdict === 'failed') return `no. ${plainText(verification.detail)}`;
  return 'not re-run yet';
}
