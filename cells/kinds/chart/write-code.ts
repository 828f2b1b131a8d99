import { quoteName } from '@/cells/data/write-literal';
import { aggregateOf } from './aggregates';
import { type ChartOptions, type ChartSpecification, chartSpecification, specificationOf } from './options';
import { chartQuery } from './query';

/** The chart as SQL and Plotly that a person could have typed. `isCell`: another cell gives the data. */
export function writeChartCode(options: ChartOptions, isCell: boolean): string {
  const { data: table } = options;
  const { brush, crowd, selected, ...rest } = specificationOf(options);
  const specification = chartSpecification.parse(rest);
  const query = specification.mark === 'box' ? rawQuery(table, specification) : queryOf(specification, table);
  const tag = isCell && /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(table) ? `sql.with({${table}})` : 'sql';
  const isMap = specification.mark === 'map';
  const { row, column } = specification;
  const isFaceted = (row !== undefined || column !== undefined) && !isMap && specification.mark !== 'pie';
  return `{
  const rows = [...await ${tag}\`
${indent(query.replaceAll('\\', '\\\\').replaceAll('`', '\\`').replaceAll('${', '\\${'), 4)}
  \`];
${isFaceted ? writePanels(specification) : `  const traces = ${writeTraces(specification, 'rows')};`}
${isMap ? `${writeOutline()}\n` : ''}  const layout = ${writeLayout(specification, isFaceted)};
  const root = display(document.createElement("div"));
  await Plotly.newPlot(root, ${isMap ? '[outline, ...traces]' : 'traces'}, layout);
  invalidation.then(() => Plotly.purge(root));
}`;
}

function queryOf(options: ChartSpecification, table: string): string {
  const { top, x, y, mark } = options;
  const isMapOfPoints =
    mark === 'map' && x !== undefined && y !== undefined && aggregateOf(options) === 'none';
  const query = chartQuery(
    mark === 'map' && !isMapOfPoints ? { ...options, mark: 'bar' } : options,
    table,
    mark === 'map' && !isMapOfPoints ? { measures: { x: 'category' } } : {},
  );
  if (!top || !x) return query;
  const by = y ? 'y' : 'count(*)';
  return `${query.replace(/\nORDER BY x.*$/, '')}\nORDER BY ${by === 'y' ? 'y' : 'y'} ${options.order === 'smallest' ? 'ASC' : 'DESC'}\nLIMIT ${top}`;
}

function rawQuery(data: string, { x, y, colour, row, column }: ChartSpecification): string {
  const columns = Object.entries({ x, y, colour, row, column }).flatMap(([role, name]) =>
    name ? [`${quoteName(name)} AS ${role === 'row' || role === 'column' ? `"${role}"` : role}`] : [],
  );
  return `SELECT ${columns.join(', ')}\nFROM ${quoteName(data)}`;
}

const isSplit = ({ colour, mark }: ChartSpecification): boolean =>
  colour !== undefined && mark !== 'heatmap' && mark !== 'pie';

function writeTraces(options: ChartSpecification, rows: string, extra: readonly string[] = []): string {
  if (!isSplit(options)) return `[${writeTrace(options, rows, extra)}]`;
  return `d3.groups(${rows}, (d) => d.colour).map(([name, series]) => (${writeTrace(options, 'series', ['name', ...extra])}))`;
}

/** A panel for each value of the rows' and columns' names, on axes of its own number. */
function writePanels(options: ChartSpecification): string {
  const { row, column } = options;
  const by = [row && '(d) => d.row', column && '(d) => d.column'].filter(Boolean);
  const panels =
    by.length === 2
      ? `d3.flatGroup(rows, ${by.join(', ')}).map(([row, column, rows]) => ({name: \`\${row} · \${column}\`, rows}))`
      : `d3.groups(rows, ${by.join('')}).map(([name, rows]) => ({name, rows}))`;
  const across = column ? 'new Set(rows.map((d) => d.column)).size' : '1';
  return `  const panels = ${panels};
  const columns = ${across};
  const axis = (i) => (i === 0 ? "" : i + 1);
  const traces = panels.flatMap(({rows}, i) => ${writeTraces(options, 'rows', ['xaxis: `x${axis(i)}`', 'yaxis: `y${axis(i)}`', ...(isSplit(options) ? ['legendgroup: name', 'showlegend: i === 0'] : [])])});`;
}

const writeOutline =
  (): string => `  const rings = world.features.flatMap(({geometry: {type, coordinates}}) => (type === "Polygon" ? coordinates : coordinates.flat()));
  const outline = {
    type: "scatter", mode: "lines", fill: "toself", hoverinfo: "skip", showlegend: false, line: {width: 0.6, color: "#aaa"}, fillcolor: "#8882",
    x: rings.flatMap((ring) => [...ring.map(([lon]) => lon), null]),
    y: rings.flatMap((ring) => [...ring.map(([, lat]) => lat), null])
  };`;

const traceTypes: Readonly<Record<ChartSpecification['mark'], string>> = {
  bar: 'type: "bar"',
  line: 'type: "scatter", mode: "lines"',
  area: 'type: "scatter", mode: "lines", stackgroup: "all"',
  dot: 'type: "scatter", mode: "markers"',
  histogram: 'type: "bar"',
  box: 'type: "box"',
  heatmap: 'type: "heatmap"',
  pie: 'type: "pie", hole: 0.45',
  map: 'type: "scatter", mode: "markers"',
};

function writeTrace(options: ChartSpecification, rows: string, extra: readonly string[] = []): string {
  const { mark, x, y, size, arrangement } = options;
  const read = (name: string) => `${rows}.map((d) => d.${name})`;
  const isMapOfCountries = mark === 'map' && !(x && y && aggregateOf(options) === 'none');
  if (isMapOfCountries)
    return `{type: "bar", x: ${read('x')}, y: ${read('y')}${extra.length > 0 ? `, ${extra.join(', ')}` : ''}}`;
  const usesX = !(mark === 'box' && (!y || !x));
  const parts = [
    mark === 'area' && arrangement === 'group'
      ? 'type: "scatter", mode: "lines", fill: "tozeroy"'
      : traceTypes[mark],
    ...extra,
    mark === 'pie' ? `labels: ${read('x')}, values: ${read('y')}` : usesX && `x: ${read('x')}`,
    mark !== 'pie' && `y: ${read(mark === 'box' && !y ? 'x' : 'y')}`,
    mark === 'heatmap' && `z: ${read('colour')}`,
    mark === 'area' && arrangement === 'share' && 'groupnorm: "percent"',
    size &&
      `marker: {size: ${read('size')}, sizemode: "area", sizeref: 2 * d3.max(rows, (d) => d.size) / 28 ** 2}`,
  ].filter(Boolean);
  return `{${parts.join(', ')}}`;
}

function writeLayout(options: ChartSpecification, isFaceted: boolean): string {
  const { mark, title, x, xTitle, y, yTitle, xScale, yScale, xUnit, yUnit, arrangement, order, height } =
    options;
  const axis = (text: string | undefined, scale: string | undefined, unit: string | undefined, more = '') =>
    `{${[text && `title: {text: ${JSON.stringify(text)}}`, scale === 'log' && 'type: "log"', unit && `ticksuffix: ${JSON.stringify(` ${unit}`)}`, more].filter(Boolean).join(', ')}}`;
  const sorted =
    order === 'y' || order === 'smallest'
      ? `type: "category", categoryorder: "total ${order === 'y' ? 'descending' : 'ascending'}"`
      : '';
  const isMap = mark === 'map';
  const parts = [
    title && `title: {text: ${JSON.stringify(title)}}`,
    ...(mark === 'pie'
      ? []
      : [
          `xaxis: ${axis(xTitle ?? x, xScale, xUnit, sorted)}`,
          `yaxis: ${axis(yTitle ?? y, yScale, yUnit, isMap ? 'scaleanchor: "x"' : '')}`,
        ]),
    isFaceted &&
      'grid: {rows: Math.ceil(panels.length / columns), columns, pattern: "independent"}, annotations: panels.map(({name}, i) => ({text: name, xref: `x${axis(i)} domain`, yref: `y${axis(i)} domain`, x: 0.5, y: 1.1, showarrow: false}))',
    arrangement && `barmode: "${arrangement === 'group' ? 'group' : 'stack'}"`,
    arrangement === 'share' && mark !== 'area' && 'barnorm: "percent"',
    `height: ${height ?? 360}`,
  ].filter(Boolean);
  return `{${parts.join(', ')}}`;
}

const indent = (text: string, by: number): string =>
  text
    .split('\n')
    .map((line) => ' '.repeat(by) + line)
    .join('\n');
