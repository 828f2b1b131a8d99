import type { sampleData } from './sample-data';

/** Every name that a cell may use unimported, for completion and for help. One line each. */
export interface BuiltinDoc {
  readonly name: string;
  readonly signature: string;
  /** One sentence. */
  readonly doc: string;
}

const sampleRows: Readonly<Record<keyof typeof sampleData, string>> = {
  aapl: 'Sample data: the price of a share of Apple by day, 2013 to 2018.',
  alphabet: 'Sample data: how frequent letters are in English.',
  cars: 'Sample data: cars of 1970 to 1982, with economy and power.',
  citywages: 'Sample data: wages and their spread in American cities.',
  diamonds: 'Sample data: 54 000 diamonds with cut, colour and price.',
  flare: 'Sample data: the classes of a software library, as a tree.',
  industries: 'Sample data: unemployment by industry and month in the United States.',
  miserables: 'Sample data: who meets whom in Les Misérables, as nodes and links.',
  olympians: 'Sample data: athletes of the 2016 Olympics.',
  penguins: 'Sample data: penguins of the Palmer Archipelago.',
  pizza: 'Sample data: orders of pizzas.',
  weather: 'Sample data: the weather of Seattle and New York by day.',
};

export const builtinDocs: readonly BuiltinDoc[] = [
  {
    name: 'display',
    signature: 'display(value)',
    doc: 'Shows a value or element in this cell, and returns it.',
  },
  {
    name: 'view',
    signature: 'view(input)',
    doc: 'Shows an input in this cell and gives its live value: const n = view(Inputs.range()).',
  },
  {
    name: 'invalidation',
    signature: 'invalidation: Promise<void>',
    doc: 'Resolves when this cell runs again, is stopped or removed: release what it holds.',
  },
  {
    name: 'visibility',
    signature: 'visibility(value?): Promise',
    doc: 'Resolves when this cell is on screen.',
  },
  {
    name: 'signal',
    signature: 'signal: AbortSignal',
    doc: 'Aborted when this cell runs again, is stopped or removed; pass it to fetch and the like.',
  },
  {
    name: 'progress',
    signature: 'progress(fraction?, message?)',
    doc: 'Shows how far this cell is, 0 to 1, in its margin.',
  },
  {
    name: 'width',
    signature: 'width: number',
    doc: 'Width of this cell in pixels; the cell runs again when it changes.',
  },
  {
    name: 'now',
    signature: 'now: number',
    doc: 'The present time in milliseconds; the cell runs again as time passes.',
  },
  {
    name: 'Mutable',
    signature: 'Mutable(value)',
    doc: 'A value that this cell changes by .value and that other cells follow.',
  },
  {
    name: 'Generators',
    signature: 'Generators.{observe, input, queue, now, width}',
    doc: 'Makes live values from callbacks, inputs and time.',
  },
  {
    name: 'Inputs',
    signature: 'Inputs.{range, select, text, number, date, checkbox, radio, toggle, button, table, form …}',
    doc: 'Form controls, to be shown with view(…).',
  },
  {
    name: 'html',
    signature: 'html`<b>${value}</b>`',
    doc: 'An HTML element from a template; values are escaped.',
  },
  {
    name: 'svg',
    signature: 'svg`<circle r=${r}>`',
    doc: 'An SVG element from a template; values are escaped.',
  },
  {
    name: 'htl',
    signature: 'htl.{html, svg}',
    doc: 'Hypertext Literal: templates that make elements safely.',
  },
  { name: 'md', signature: 'md`# ${title}`', doc: 'Markdown as an element.' },
  {
    name: 'tex',
    signature: 'tex`E = mc^2`',
    doc: 'A formula in TeX, typeset by KaTeX; tex.block`…` puts it on a line of its own.',
  },
  {
    name: 'dot',
    signature: 'dot`digraph { a -> b }`',
    doc: "A graph in Graphviz's language, laid out and drawn.",
  },
  {
    name: 'dark',
    signature: 'dark: boolean',
    doc: 'Whether the notebook is dark; the cell runs again when that changes.',
  },
  {
    name: 'DOM',
    signature: 'DOM.{canvas, context2d, download, element, input, range, select, svg, text, uid}',
    doc: 'Elements, as older Observable notebooks make them.',
  },
  {
    name: 'Promises',
    signature: 'Promises.{delay, tick, when}',
    doc: 'Waiting, as older Observable notebooks do it.',
  },
  {
    name: 'Files',
    signature: 'Files.{text, buffer, url}',
    doc: 'Reads a file of an input, as older Observable notebooks do it.',
  },
  { name: '_', signature: '_.{groupBy, debounce, range …}', doc: 'Lodash 4.' },
  { name: 'Arrow', signature: 'Arrow.{tableFromIPC, tableFromArrays …}', doc: 'Apache Arrow 17.' },
  {
    name: 'topojson',
    signature: 'topojson.{feature, mesh, neighbors …}',
    doc: 'Shapes of maps from TopoJSON.',
  },
  {
    name: 'DuckDBClient',
    signature: 'DuckDBClient.of({trips: rows})',
    doc: 'A client with named tables, for queries and for SQL cells: its name is db there, or stands in their database attribute.',
  },
  ...Object.entries(sampleRows).map(([name, doc]) => ({ name, signature: `${name}: object[]`, doc })),
  { name: 'd3', signature: 'd3.*', doc: 'D3 7: scales, shapes, arrays, time, geography.' },
  { name: 'Plot', signature: 'Plot.plot({marks: […]})', doc: 'Observable Plot: charts from marks.' },
  {
    name: 'ml',
    signature: "ml.train(table, {target: 'price', learner: 'boosted-trees'})",
    doc: 'Trains a model; ml.model makes one of a network of your own, ml.booster(file, {target, test}) of a booster of XGBoost or LightGBM. ml.judge(model, {rows, versus}) tells how good it is, ml.estimateErrors(labelled, {target}) how good where labels have not come, ml.compareRows(before, now) whether rows can be told apart. run.artifact(path, value) of a model or a cross-validation keeps a file with its run. It has predict(table), and of boosted trees explain(table, {background, interactions}), dependence(column, table) and toXgboost().',
  },
  {
    name: 'tf',
    signature: 'tf.{sequential, layers, tensor …}',
    doc: 'TensorFlow.js 4: tensors, layers, training, on WebAssembly.',
  },
  {
    name: 'sql',
    signature: 'sql`SELECT … FROM rides WHERE hour > ${hour}`',
    doc: 'A query on attached data sets, as an Arrow table; sql.with({name: table}) lends it tables of other cells.',
  },
  {
    name: 'DatabaseClient',
    signature: "DatabaseClient('warehouse').sql`SELECT … WHERE city = ${city}`",
    doc: 'A query to a database elsewhere, by a connection that this notebook was given, as an Arrow table. Values are bound. A SQL cell asks it by choosing it above its text.',
  },
  {
    name: 'chart',
    signature: "chart(table, {mark: 'bar', x: 'hour', y: 'riders', aggregate: 'mean'})",
    doc: 'A chart of a table of any size: bar, line, area, dot, histogram, box or heatmap.',
  },
  {
    name: 'world',
    signature: 'world: FeatureCollection',
    doc: 'The outlines of all countries as GeoJSON, for maps: Plot.geo(world). Fetched when first named.',
  },
  {
    name: 'Plotly',
    signature: 'Plotly.newPlot(element, traces, layout)',
    doc: 'Plotly 4 with its cartesian charts, in the looks of this notebook.',
  },
  {
    name: 'aq',
    signature: 'aq.from(table).filter(…).groupby(…)',
    doc: 'Arquero 8: verbs on tables in memory.',
  },
  { name: 'op', signature: 'op.{sum, mean, rank …}', doc: 'Functions for the expressions of Arquero.' },
  {
    name: 'FileAttachment',
    signature:
      "FileAttachment('hour.csv').{text, json, csv, tsv, arrow, parquet, xlsx, sqlite, zip, image, html, xml, blob, url}()",
    doc: 'The file of that name beside the notebook (Files panel), else the one behind an attached data set.',
  },
  {
    name: 'predictions',
    signature: "predictions(model, {last: '7 days', version, deployment, columns})",
    doc: "The logged predictions of a model with the labels that came, as a table. predictions.open(model, {last, deployment}) leaves them where they are: log.query('SELECT … FROM log') asks for what is needed, log.summary() is what stats.drift takes, for windows of any size; predictions.follow(…) gives the same again as the log grows. Needs the model to be attached.",
  },
  {
    name: 'runs',
    signature: 'runs(experiment?, {filter: "metrics.rmse < 50", orderBy: \'metrics.rmse ASC\', limit: 1000})',
    doc: "Tracked runs as a table, with parameters and last metrics as columns ('params.depth', 'metrics.rmse'): this notebook's own, or those of an experiment that is attached.",
  },
  {
    name: 'models',
    signature: 'models.read(name, version?)',
    doc: 'A registered model: its metrics, signature and training profile. Needs to be attached.',
  },
  {
    name: 'stats',
    signature:
      'stats.{drift, psi, jensenShannon, hellinger, kolmogorovSmirnov, mannWhitney, chiSquare, wasserstein, distanceInterval, chunkRows, findThresholds, createPerformanceEstimator, createDdm, createAdwin, createPageHinkley, reconstruction, createQuantileSketch, createDistinctSketch …}',
    doc: 'Distances, tests and verdicts; stats.drift(profile, table) compares data with what a model was trained on. Chunks and thresholds over time, performance estimated without labels, tests of the error rate with them.',
  },
  {
    name: 'execution',
    signature: 'execution.{dueAt, from, to, trigger}',
    doc: 'The run that this is part of: when it was due, and since when, as dates. A back-fill gives past ones; in a tab it is the day until now.',
  },
  {
    name: 'check',
    signature: 'check(name, condition, {severity, detail, runbook, cells})',
    doc: 'A condition that a scheduled run reports: when it is not true, an alert opens. Display the line it gives.',
  },
];
