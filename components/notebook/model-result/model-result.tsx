import { learnerLabel } from '@/cells/ml/learners-about';
import { mainMetric, metricNames } from '@/cells/ml/metric-names';
import type { Evaluation, Metrics, TrainedModel } from '@/cells/ml/model';
import { formatCount, formatNumber } from '@/components/ui/format';
import { MainFigure } from '@/components/ui/main-figure';
import { ConfusionTable } from './confusion-table';
import { ImportanceBars } from './importance-bars';
import { LeaveOut } from './leave-out';
import { metricValue } from './metric-value';
import styles from './model-result.module.css';
import type { ModelResultOptions } from './options';
import { OwnTrees } from './own-trees';
import { PromoteButton } from './promote-button';
import { ResidualPlot } from './residual-plot';
import { RunLink } from './run-link';
import { StepCurve } from './step-curve';
import { stepNames } from './step-names';

export function ModelResult({
  model,
  promote,
  openRun,
  leaveOut,
}: ModelResultOptions & { model: TrainedModel }) {
  const { evaluation, history, importances, target } = model;
  const learner = learnerLabel(model.learner);
  return (
    <section className={styles.result} aria-label={`Trained model: ${learner}, target ${target}`}>
      <header className={styles.header}>
        <Headline model={model} learner={learner} />
        {model.run && openRun && <RunLink run={model.run} openRun={openRun} />}
        {promote && <PromoteButton promote={promote} />}
      </header>
      <OtherMetrics model={model} />
      <div className={styles.panels}>
        {evaluation.task === 'regression' ? (
          <Panel title="Predicted and actual">
            <ResidualPlot residuals={evaluation.residuals} target={target} />
          </Panel>
        ) : (
          <Panel title="Confusion">
            <ConfusionTable classes={evaluation.classes} counts={evaluation.confusion} />
          </Panel>
        )}
        {importances.length > 0 && (
          <Panel title="Importance" hint={importanceHint(evaluation.task)}>
            <ImportanceBars importances={importances} />
          </Panel>
        )}
        {history.length > 1 && (
          <Panel title="Training">
            <StepCurve history={history} step={stepNames[model.learner]} />
          </Panel>
        )}
      </div>
      {/* A frozen report has nobody who presses buttons. */}
      {promote && <OwnTrees model={model} />}
      <Provenance model={model} leaveOut={leaveOut} />
    </section>
  );
}

function Headline({ model, learner }: { model: TrainedModel; learner: string }) {
  const { evaluation, target } = model;
  const name = mainMetric[evaluation.task];
  const about = metricNames[name];
  const value = evaluation.metrics[name];
  const baseline = evaluation.baseline[name];
  const centroid = model.learner === 'nearest-centroid' ? undefined : centroidOf(evaluation)?.[name];
  const verdict = isNoBetter(evaluation, evaluation.baseline)
    ? 'no better than guessing'
    : centroid !== undefined &&
      isNoBetter(evaluation, { [name]: centroid }) &&
      'no better than the nearest centroid';
  return (
    <div>
      <p className={styles.kind}>
        {learner} <span aria-hidden>·</span> target {target}
      </p>
      <MainFigure name={about?.label ?? name} value={metricValue(name, value)}>
        <span className={styles.baseline}>
          baseline {metricValue(name, baseline)}
          {centroid !== undefined && <>, nearest centroid {metricValue(name, centroid)}</>}
          {verdict && <em className={styles.warning}> — {verdict}</em>}
        </span>
      </MainFigure>
    </div>
  );
}

const centroidOf = (evaluation: Evaluation): Metrics | undefined =>
  evaluation.task === 'regression' ? undefined : evaluation.nearestCentroid;

function isNoBetter({ task, metrics }: Evaluation, simple: Metrics): boolean {
  const name = mainMetric[task];
  const gain = (metrics[name] ?? Number.NaN) - (simple[name] ?? Number.NaN);
  return metricNames[name]?.better === 'lower' ? gain >= 0 : gain <= 0;
}

function OtherMetrics({ model: { evaluation } }: { model: TrainedModel }) {
  const names = Object.keys(metricNames).filter(
    (name) => name !== mainMetric[evaluation.task] && evaluation.metrics[name] !== undefined,
  );
  return (
    <dl className={styles.metrics}>
      {names.map((name) => (
        <div key={name}>
          <dt>{metricNames[name]?.label}</dt>
          <dd title={sayBeside(name, evaluation)}>
            {metricValue(name, evaluation.metrics[name])}
            {name === 'coverage' && <span className={styles.hint}> {sayAim(evaluation)}</span>}
          </dd>
        </div>
      ))}
    </dl>
  );
}

function sayBeside(name: string, evaluation: Evaluation): string {
  const centroid = centroidOf(evaluation)?.[name];
  const said = [`baseline ${metricValue(name, evaluation.baseline[name])}`];
  if (centroid !== undefined) said.push(`nearest centroid ${metricValue(name, centroid)}`);
  return said.join(', ');
}

/** The share of rows that a band of these levels should hold. */
export function sayAim(evaluation: TrainedModel['evaluation']): string {
  if (evaluation.task !== 'regression' || !evaluation.band) return '';
  const [low, high] = evaluation.band;
  return `of ${formatNumber(Number(((high - low) * 100).toFixed(1)))}\u00a0% aimed at`;
}

function Panel({ title, hint, children }: { title: string; hint?: string; children: React.ReactNode }) {
  return (
    <figure className={styles.panel}>
      <figcaption>
        {title}
        {hint && <span className={styles.hint}> {hint}</span>}
      </figcaption>
      {children}
    </figure>
  );
}

function importanceHint(task: TrainedModel['task']): string {
  return `rise of ${task === 'regression' ? 'RMSE' : 'log loss'} when shuffled`;
}

function Provenance({ model, leaveOut }: { model: TrainedModel; leaveOut?: (column: string) => void }) {
  const { evaluation, trainingRows, split, seed, notes } = model;
  const facts = [
    `Tested on ${formatCount(evaluation.rows, 'row')}`,
    `trained on ${formatNumber(trainingRows)}`,
    ...(split ? [sayWhichSplit(split)] : []),
    ...(seed === null ? [] : [`seed\u00a0${seed}`]),
  ];
  return (
    <footer className={styles.provenance}>
      <p>{facts.join(' · ')}</p>
      {notes.length > 0 && (
        <ul>
          {notes.map((note) => (
            <li key={note}>
              {note} {leaveOut && <LeaveOut column={leakIn(note, model)} leaveOut={leaveOut} />}
            </li>
          ))}
        </ul>
      )}
    </footer>
  );
}

/** The column that a note names as giving the target away; a model of one column has none to spare. */
const leakIn = (note: string, { leaks = [], signature }: TrainedModel): string | undefined =>
  signature.inputs.length > 1 ? leaks.find((column) => note.startsWith(`“${column}” alone `)) : undefined;

function sayWhichSplit(split: NonNullable<TrainedModel['split']>): string {
  if (split.by === 'group') return `split by groups of ${split.column}`;
  if (split.by !== 'time') return `${split.by} split`;
  return split.boundary === undefined
    ? `split by ${split.column}`
    : `split by ${split.column} at ${split.boundary}`;
}
