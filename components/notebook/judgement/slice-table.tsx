import { maskSlices } from '@/cells/ml/judging/mask-judgement';
import type { SliceFigure, SliceFigures } from '@/cells/ml/judging/measure-slices';
import { metricNames } from '@/cells/ml/metric-names';
import { formatNumber } from '@/components/ui/format';
import { usePersonalColumns } from '../personal-columns';
import styles from './judgement.module.css';
import { sayDifference, sayFigure, sayInterval } from './say-interval';
import { Whisker } from './whisker';

/** Parts of the rows, each with its metric, how sure that is, and how far it is from the rest. The line is the metric of all rows. */
export function SliceTable({
  figures: { metric, overall, slices: given },
  caption,
}: {
  figures: SliceFigures;
  caption: string;
}) {
  const slices = maskSlices(given, usePersonalColumns());
  const name = metricNames[metric]?.label ?? metric;
  const range = rangeOf(overall, slices);
  return (
    <div className={styles.scroll}>
      <table className={styles.table}>
        <caption className={styles.hidden}>{caption}</caption>
        <thead>
          <tr>
            <th scope="col">Slice</th>
            <th scope="col">Rows</th>
            <th scope="col">{name}</th>
            <th scope="col" className={styles.wide}>
              <span className={styles.hidden}>Interval, drawn</span>
            </th>
            <th scope="col">95&nbsp;% interval</th>
            <th scope="col">To the rest</th>
          </tr>
        </thead>
        <tbody>
          {slices.map((slice) => (
            <tr key={slice.name}>
              <th scope="row" className={styles.sliceName}>
                {slice.name}
              </th>
              <td>{formatNumber(slice.size)}</td>
              <td>
                <strong>{sayFigure(metric, slice.metric, widthOf(slice))}</strong>
              </td>
              <td className={styles.wide}>
                <Whisker value={slice.metric} {...slice.interval} line={overall.metric} range={range} />
              </td>
              <td className={styles.faint}>{sayInterval(metric, slice.interval)}</td>
              <td title={`95 % interval ${sayInterval(metric, slice.difference)}`}>
                {sayDifference(metric, slice.difference)}
              </td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">All rows</th>
            <td>{formatNumber(overall.size)}</td>
            <td>{sayFigure(metric, overall.metric, overall.interval.high - overall.interval.low)}</td>
            <td className={styles.wide} />
            <td className={styles.faint}>{sayInterval(metric, overall.interval)}</td>
            <td />
          </tr>
        </tfoot>
      </table>
    </div>
  );
}

const widthOf = ({ interval }: SliceFigure) => interval.high - interval.low;

function rangeOf(overall: SliceFigures['overall'], slices: readonly SliceFigure[]) {
  const ends = slices.flatMap(({ metric, interval }) =>
    [metric, interval.low, interval.high].filter(Number.isFinite),
  );
  return { low: Math.min(overall.metric, ...ends), high: Math.max(overall.metric, ...ends) };
}
