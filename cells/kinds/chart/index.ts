import { compileJavaScript } from '@/cells/compiler/javascript';
import { findOptionSymbols } from '@/cells/compiler/symbols';
import { cellTypes } from '@/cells/document/cell-types';
import type { Kind } from '../kind';
import { readOptions } from '../read-options';
import { type ChartOptions, chartOptions } from './options';
import { writeChartCode } from './write-code';

export type { ChartOptions, ChartSpecification } from './options';

/** A chart by form. Aggregation happens in DuckDB; drawing is Plotly's. */
export const chart: Kind = {
  name: 'chart',
  type: cellTypes.chart,
  label: 'Chart',
  defaultRun: 'auto',
  emptySource: JSON.stringify({ data: '', mark: 'bar' }, null, 2),
  options: chartOptions,
  compile(cell, context) {
    const { data, ...options }: ChartOptions = readOptions(cell.source, chartOptions);
    // A new cell's form asks for the data; until then there is nothing to draw.
    if (data === '') return { ...compileJavaScript('{}', { hidden: true }), tables: [] };
    const isCell = context.names.has(data);
    const compiled = compileJavaScript(
      `chart(${isCell ? data : JSON.stringify(data)}, ${JSON.stringify(options)})`,
      { hidden: cell.hidden },
    );
    return {
      ...compiled,
      outputs: cell.output ? [cell.output] : [],
      single: cell.output !== undefined,
      tables: [data],
    };
  },
  symbols: ({ source }) => findOptionSymbols(source, [['data']]),
  toCode(cell, context) {
    const options: ChartOptions = readOptions(cell.source, chartOptions);
    return writeChartCode(options, context === undefined || context.names.has(options.data));
  },
};
