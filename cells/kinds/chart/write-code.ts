import { type ChartOptions, chartSpecification } from './options';
import { chartQuery, quoteName } from './query';

/** The chart as SQL and Plotly that a person could have typed. `isCell`: another cell gives the data. */
export function writeChartCode(options: ChartOptions, isCell: boolean): string {
  const { data: table, ...rest } = options;
  const specification = chartSpecification.parse(rest);
  const raw = options.mark === 'histogram' || options.mark === 'box';
  const query = raw ? rawQuery(options) : chartQuery(specification, table);
  const tag = isCell ? `sql.with({${table}})` : 'sql';
  return `{
  const rows = [...await ${tag}\`
${indent(query.replaceAll('`', '\\`'), 4)}
  \`];
${options.colour && options.mark !== 'heatmap' ? writeSeries(options) : `  const traces = [${writeTrace(options, 'rows')}];`}
  const layout = ${writeLayout(options)};
  const root = display(document.createElement("div"));
  await Plotly.newPlot(root, traces, layout);
  invalidation.then(() => Plotly.purge(root));
}`;
}

function rawQuery({ data, x, y, colour }: ChartOptions): string {
  const columns = Object.entries({ x, y, colour }).flatMap(([role, name]) =>
    name ? [`${quoteName(name)} AS ${role}`] : [],
  );
  return `SELECT ${columns.join(', ')}\nFROM ${quoteName(data)}`;
}

function writeSeries(options: ChartOptions): string {
  return `  const traces = d3.groups(rows, (d) => d.colour).map(([name, series]) => (${writeTrace(options, 'series', 'name')}));`;
}

const traceTypes: Readonly<Record<ChartOptions['mark'], string>> = {
  bar: 'type: "bar"',
  line: 'type: "scatter", mode: "lines"',
  area: 'type: "scatter", mode: "lines", stackgroup: "all"',
  dot: 'type: "scatter", mode: "markers"',
  histogram: 'type: "histogram"',
  box: 'type: "box"',
  heatmap: 'type: "heatmap"',
};

function writeTrace(options: ChartOptions, rows: string, name?: string): string {
  const { mark, x, y, bins } = options;
  const usesX = !(mark === 'box' && (!y || !x));
  const usesY = mark !== 'histogram';
  const parts = [
    traceTypes[mark],
    name,
    usesX && `x: ${rows}.map((d) => d.x)`,
    usesY && `y: ${rows}.map((d) => d.${mark === 'box' && !y ? 'x' : 'y'})`,
    mark === 'heatmap' && `z: ${rows}.map((d) => d.colour)`,
    mark === 'histogram' && bins && `nbinsx: ${bins}`,
  ].filter(Boolean);
  return `{${parts.join(', ')}}`;
}

function writeLayout({
  title,
  x,
  xTitle,
  y,
  yTitle,
  xScale,
  yScale,
  arrangement,
  height = 360,
}: ChartOptions): string {
  const axis = (text: string | undefined, scale: string | undefined) =>
    `{${[text && `title: {text: ${JSON.stringify(text)}}`, scale === 'log' && 'type: "log"'].filter(Boolean).join(', ')}}`;
  const parts = [
    title && `title: {text: ${JSON.stringify(title)}}`,
    `xaxis: ${axis(xTitle ?? x, xScale)}`,
    `yaxis: ${axis(yTitle ?? y, yScale)}`,
    arrangement && `barmode: "${arrangement === 'group' ? 'group' : 'stack'}"`,
    arrangement === 'share' && 'barnorm: "percent"',
    `height: ${height}`,
  ].filter(Boolean);
  return `{${parts.join(', ')}}`;
}

const indent = (text: string, by: number): string =>
  text
    .split('\n')
    .map((line) => ' '.repeat(by) + line)
    .join('\n');
