import { compileJavaScript } from '@/cells/compiler/javascript';
import { findOptionSymbols } from '@/cells/compiler/symbols';
import { cellTypes } from '@/cells/document/cell-types';
import { keptAttribute } from '../kept-attribute';
import type { Kind } from '../kind';
import { readOptions } from '../read-options';
import { type ChartOptions, chartOptions, specificationOf } from './options';
import { writeChartCode } from './write-code';

export type { ChartOptions, ChartSpecification } from './options';

/** A chart by form. Aggregation happens in DuckDB; drawing is Plotly's. One that can be brushed gives its name what is chosen on it. */
export const chart: Kind = {
  name: 'chart',
  type: cellTypes.chart,
  label: 'Chart',
  defaultRun: 'auto',
  emptySource: JSON.stringify({ data: '', mark: 'bar' }, null, 2),
  options: chartOptions,
  compile(cell, context) {
    const options: ChartOptions = readOptions(cell.source, chartOptions);
    const { data } = options;
    // A new cell's form asks for the data, then for columns; until then there is nothing to draw.
    if (data === '' || !(options.x || options.y))
      return { ...compileJavaScript('{}', { hidden: true }), tables: data ? [data] : [] };
    const isCell = context.names.has(data);
    const specification = specificationOf(options, cell.attributes[keptAttribute]);
    const compiled = compileJavaScript(
      `chart(${isCell ? data : JSON.stringify(data)}, ${JSON.stringify(specification)})`,
      { hidden: cell.hidden },
    );
    return {
      ...compiled,
      outputs: cell.output ? [cell.output] : [],
      single: cell.output !== undefined,
      autoview: cell.output !== undefined && specification.brush !== undefined,
      tables: [data],
    };
  },
  symbols: ({ source }) => findOptionSymbols(source, [['data']]),
  toCode(cell, context) {
    const options: ChartOptions = readOptions(cell.source, chartOptions);
    return writeChartCode(options, context === undefined || context.names.has(options.data));
  },
};
