import { formatNumber } from '@/components/ui/format';
import { ConfusionTable } from '../model-result/confusion-table';
import { ResidualPlot } from '../model-result/residual-plot';
import { FiguresTable } from './figures-table';
import styles from './judgement.module.css';
import type { TabProps } from './judgement-tabs';
import { Panel } from './panel';

/** The figures with their intervals, the baseline beside them. */
export function OverviewTab({ judgement }: TabProps) {
  const { metrics, baseline, interval, confusion, classes, errors, target } = judgement;
  return (
    <div className={styles.tab}>
      <FiguresTable
        metrics={metrics}
        level={interval.level}
        beside={baseline && { name: 'Baseline', metrics: baseline }}
      />
      <div className={styles.panels}>
        {confusion && (
          <Panel title="Confusion">
            <ConfusionTable classes={classes} counts={confusion} />
          </Panel>
        )}
        {errors && (
          <Panel title="Predicted and actual">
            <ResidualPlot residuals={errors.sample} target={target} />
          </Panel>
        )}
      </div>
      <p className={styles.note}>
        Intervals by bootstrap: {formatNumber(interval.resamples)} resamples of the rows, percentiles, seed{' '}
        {interval.seed}. {metrics.f1 && 'F1, precision and recall are means over the classes. '}
        {baseline && 'The baseline knows how often each answer came in training, and nothing else.'}
      </p>
    </div>
  );
}
