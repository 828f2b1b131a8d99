/**
 * The types of what cells may use unimported: `node cli/write-library-docs.mjs` reads them, and what is written beside them, for
 * completion and help. Nothing of it runs.
 */
import type { RunScope } from '@/cells/kernel/kernel';
import type { ChartSpecification } from '@/cells/kinds/chart/options';
import type { CheckOptions } from './check';
import type { createDom } from './dom';
import type { DotTag } from './dot';
import type { DuckDBClients } from './duckdb-client';
import type { Execution } from './execution';
import type { FileHandle } from './file-attachment';
import type * as FilesModule from './files';
import type * as GeneratorsModule from './generators';
import type { InputsLibrary } from './inputs-types';
import type { MarkdownTag } from './markdown';
import type { MachineLearning } from './ml';
import type { createModels } from './models';
import type { Mutable as MutableFunction } from './mutable';
import type { PlotlyModule } from './plotly';
import type { Predictions } from './predictions';
import type * as PromisesModule from './promises';
import type { createRuns } from './runs';
import type { SqlTag } from './sql';
import type { stats as StatsModule } from './stats';
import type { TexTag } from './tex';
import type { createWorld } from './world';

export interface LibraryTypes {
  display<T>(value: T): T;
  view<T extends Element>(input: T): AsyncGenerator<unknown>;
  invalidation: Promise<void>;
  visibility<T>(value?: T): Promise<T>;
  signal: RunScope['signal'];
  progress(fraction?: number, message?: string): void;
  width: number;
  now: number;
  dark: boolean;
  Mutable: typeof MutableFunction;
  Generators: typeof GeneratorsModule;
  Inputs: InputsLibrary;
  html(strings: TemplateStringsArray, ...values: unknown[]): HTMLElement;
  svg(strings: TemplateStringsArray, ...values: unknown[]): SVGElement;
  htl: {
    /** An HTML element from a template; values are escaped. */
    html(strings: TemplateStringsArray, ...values: unknown[]): HTMLElement;
    /** An SVG element from a template; values are escaped. */
    svg(strings: TemplateStringsArray, ...values: unknown[]): SVGElement;
  };
  md: MarkdownTag;
  tex: TexTag;
  dot: DotTag;
  DOM: ReturnType<typeof createDom>;
  Promises: typeof PromisesModule;
  Files: typeof FilesModule;
  _: object;
  Arrow: object;
  topojson: object;
  DuckDBClient: DuckDBClients;
  d3: typeof import('d3');
  Plot: typeof import('@observablehq/plot');
  ml: MachineLearning;
  tf: typeof import('@tensorflow/tfjs-core') & typeof import('@tensorflow/tfjs-layers');
  sql: SqlTag;
  chart(data: unknown, options?: ChartSpecification): Promise<HTMLElement>;
  Plotly: PlotlyModule;
  world: Awaited<ReturnType<ReturnType<typeof createWorld>>>;
  aq: typeof import('arquero');
  op: typeof import('arquero')['op'];
  FileAttachment(name: string): FileHandle;
  predictions: Predictions;
  runs: ReturnType<typeof createRuns>;
  models: ReturnType<typeof createModels>;
  stats: typeof StatsModule;
  execution: Execution;
  check(name: string, condition: unknown, options?: CheckOptions): HTMLElement;
  aapl: Record<string, unknown>[];
  alphabet: Record<string, unknown>[];
  cars: Record<string, unknown>[];
  citywages: Record<string, unknown>[];
  diamonds: Record<string, unknown>[];
  flare: Record<string, unknown>[];
  industries: Record<string, unknown>[];
  olympians: Record<string, unknown>[];
  penguins: Record<string, unknown>[];
  pizza: Record<string, unknown>[];
  weather: Record<string, unknown>[];
  miserables: { nodes: Record<string, unknown>[]; links: Record<string, unknown>[] };
}
