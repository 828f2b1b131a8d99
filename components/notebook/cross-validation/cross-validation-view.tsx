import type { CrossValidation } from '@/cells/ml/cross-validation';
import { learnerLabel } from '@/cells/ml/learners-about';
import { formatCount, formatNumber } from '@/components/ui/format';
import { MainFigure } from '@/components/ui/main-figure';
import type { ModelResultOptions } from '../model-result';
import { metricLabel, metricValue } from '../model-result/metric-value';
import { RunLink } from '../model-result/run-link';
import styles from './cross-validation.module.css';
import { FoldStrip } from './fold-strip';
import { judgeAgainstBaseline, sayDealt, sayInterval } from './say-folds';

/** Folds that are listed without asking. */
const fewFolds = 12;

/** Every figure with its spread beside the baseline's, a point for each fold, and the folds in a table. */
export function CrossValidationView({
  validation,
  openRun,
}: Pick<ModelResultOptions, 'openRun'> & { validation: CrossValidation }) {
  const { run, learner, target, metrics, main, folds, rows, seed, notes } = validation;
  const name = learnerLabel(learner);
  const spread = metrics[main];
  return (
    <section className={styles.validation} aria-label={`Cross-validation: ${name}, target ${target}`}>
      <header className={styles.header}>
        <div>
          <p className={styles.kind}>
            Cross-validation <span aria-hidden>·</span> {name} <span aria-hidden>·</span> target {target}
          </p>
          {spread && (
            <MainFigure name={metricLabel(main)} value={metricValue(main, spread.mean)}>
              <span className={styles.beside}>
                {Number.isFinite(spread.deviation) && (
                  <>± {metricValue(main, spread.deviation)} between folds, </>
                )}
                baseline {metricValue(main, spread.baseline.mean)}
                {spread.nearestCentroid && (
                  <>, nearest centroid {metricValue(main, spread.nearestCentroid.mean)}</>
                )}
              </span>
              <Verdict validation={validation} />
            </MainFigure>
          )}
        </div>
        {run && openRun && <RunLink run={run} openRun={openRun} />}
      </header>
      <div className={styles.panels}>
        {spread && (
          <figure className={styles.panel}>
            <figcaption>
              {metricLabel(main)} by fold{' '}
              <span className={styles.legend} aria-hidden>
                <span className={styles.modelMark} /> model <span className={styles.baselineMark} /> baseline
              </span>
            </figcaption>
            <FoldStrip name={main} spread={spread} />
          </figure>
        )}
        <Figures validation={validation} />
      </div>
      <details className={styles.folds} open={folds.length <= fewFolds}>
        <summary>Each fold</summary>
        <Folds validation={validation} />
      </details>
      <footer className={styles.notes}>
        <p>
          {[sayDealt(validation), formatCount(rows, 'row'), `seed\u00a0${seed}`].join(' · ')}. Intervals of 95
          %, corrected for training rows that folds share.
        </p>
        {notes.length > 0 && (
          <ul>
            {notes.map((note) => (
              <li key={note}>{note}</li>
            ))}
          </ul>
        )}
      </footer>
    </section>
  );
}

function Verdict({ validation: { metrics, main } }: { validation: CrossValidation }) {
  const spread = metrics[main];
  if (!spread) return null;
  const verdict = judgeAgainstBaseline(main, spread);
  if (verdict === 'better') return null;
  return (
    <em className={styles.warning}>
      {verdict === 'worse'
        ? 'No better than guessing: the baseline knows the target’s distribution only.'
        : `Not shown to be better than guessing: the difference to the baseline lies in ${sayInterval(main, spread.difference)}.`}
    </em>
  );
}

function Figures({ validation: { metrics } }: { validation: CrossValidation }) {
  const hasCentroid = Object.values(metrics).some(({ nearestCentroid }) => nearestCentroid);
  return (
    <div className={styles.scroll}>
      <table className={styles.table} aria-label="Figures over the folds">
        <thead>
          <tr>
            <th scope="col">Metric</th>
            <th scope="col">Mean</th>
            <th scope="col">±</th>
            <th scope="col">Baseline</th>
            {hasCentroid && <th scope="col">Nearest centroid</th>}
            <th scope="col">Interval</th>
          </tr>
        </thead>
        <tbody>
          {Object.entries(metrics).map(([name, spread]) => (
            <tr key={name}>
              <th scope="row">{metricLabel(name)}</th>
              <td>{metricValue(name, spread.mean)}</td>
              <td>{metricValue(name, spread.deviation)}</td>
              <td>{metricValue(name, spread.baseline.mean)}</td>
              {hasCentroid && <td>{metricValue(name, spread.nearestCentroid?.mean)}</td>}
              <td>{sayInterval(name, spread)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Folds({ validation: { folds, metrics } }: { validation: CrossValidation }) {
  const names = Object.keys(metrics);
  const isRepeated = folds.some(({ repeat }) => repeat > 1);
  return (
    <div className={styles.scroll}>
      <table className={styles.table} aria-label="Each fold">
        <thead>
          <tr>
            <th scope="col">Fold</th>
            <th scope="col">Trained on</th>
            <th scope="col">Tested on</th>
            {names.map((name) => (
              <th scope="col" key={name}>
                {metricLabel(name)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {folds.map((fold) => (
            <tr key={`${fold.repeat} ${fold.fold}`}>
              <th scope="row">{isRepeated ? `${fold.repeat}.${fold.fold}` : fold.fold}</th>
              <td>{formatNumber(fold.trainRows)}</td>
              <td>{formatNumber(fold.testRows)}</td>
              {names.map((name) => (
                <td key={name} title={`baseline ${metricValue(name, fold.baseline[name])}`}>
                  {metricValue(name, fold.metrics[name])}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
