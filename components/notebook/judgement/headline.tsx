import type { Judgement } from '@/cells/ml/judging';
import { mainMetric, metricNames } from '@/cells/ml/metric-names';
import { formatCount, formatNumber } from '@/components/ui/format';
import { MainFigure } from '@/components/ui/main-figure';
import styles from './judgement.module.css';
import { judgeDifference, sayFigure, sayInterval } from './say-interval';

/** The figure that stands for the model, how sure it is, and on what. */
export function Headline({ judgement }: { judgement: Judgement }) {
  const { task, target, rows, source, metrics, baseline, weight, interval } = judgement;
  const name = metrics[mainMetric[task]] ? mainMetric[task] : (Object.keys(metrics)[0] ?? '');
  const figure = metrics[name];
  const beside = baseline?.[name];
  if (!figure) return null;
  const verdict = beside && judgeDifference(name, beside.difference);
  const counted =
    rows.used < rows.given
      ? `${formatNumber(rows.used)} of ${formatCount(rows.given, 'row')}`
      : formatCount(rows.used, 'row');
  return (
    <header>
      <p className={styles.about}>
        {target} on {counted}: {source}
        {weight !== undefined && `, weighted by ${weight}`}
      </p>
      <MainFigure
        name={metricNames[name]?.label ?? name}
        value={sayFigure(name, figure.value, figure.high - figure.low)}
      >
        <span className={styles.interval}>
          {sayInterval(name, figure)}{' '}
          <span className={styles.hint}>({formatNumber(interval.level * 100)}&nbsp;% interval)</span>
        </span>{' '}
        {beside && (
          <span className={styles.hint}>
            baseline {sayFigure(name, beside.value, figure.high - figure.low)}
            {verdict !== 'better' && (
              <em className={styles.warning}>
                {verdict === 'worse'
                  ? ' — worse than guessing'
                  : ' — no better than guessing, as far as these rows tell'}
              </em>
            )}
          </span>
        )}
      </MainFigure>
    </header>
  );
}
