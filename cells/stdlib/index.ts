/**
 * The names a cell may use unimported: one file per builtin, one line here, one line in `names.ts`. Whatever is heavy is
 * fetched when a cell first names it. `display`, `view`, `invalidation`, `visibility`, `signal`, `progress` and `width` belong
 * to a cell and come from the kernel.
 */

import { importName } from '@/cells/compiler/imports';
import { notebookName } from '@/cells/compiler/notebook-imports';
import { createCrossFilters } from '@/cells/data/cross-filter';
import type { Builtin } from '@/cells/kernel/kernel';
import { absentBuiltins } from './absent';
import { createArquero } from './arquero';
import { createChart } from './chart';
import { createCheck } from './check';
import { createDatabaseClient } from './database-client';
import { createDom } from './dom';
import { createDot } from './dot';
import { createDuckDBClients } from './duckdb-client';

import { createExecution } from './execution';
import { createFileAttachment } from './file-attachment';
import * as Files from './files';
import * as Generators from './generators';
import { createHtml } from './html-with-files';
import { createImportCells } from './import-cells';
import { createImport } from './import-module';
import { createMarkdown } from './markdown';
import { createMachineLearning } from './ml';
import { createModels } from './models';
import { Mutable } from './mutable';
import { createObservable } from './observable';
import { createPlotly, plotlyBuiltin } from './plotly';
import { createPredictions } from './predictions';
import * as Promises from './promises';
import { createRuns } from './runs';
import { createSampleData } from './sample-data';
import type { StandardLibraryServices } from './services';
import { createSql } from './sql';
import { stats } from './stats';
import { createTex } from './tex';
import { createTensorflow } from './tf';
import { createWorld } from './world';

export { type BuiltinDoc, builtinDocs } from './names';
export type { StandardLibraryServices } from './services';

export function createStandardLibrary(services: StandardLibraryServices): Record<string, Builtin> {
  const observable = createObservable(services);
  const plotly = createPlotly(services);
  const loadWorld = createWorld(services);
  return {
    ...absentBuiltins,
    ...createSampleData(services, observable.load),
    ...observable.builtins,
    html: createHtml(async () => (await observable.load()).htl.html, services.files),
    ...createArquero(services),
    sql: createSql(services.engine),
    DatabaseClient: createDatabaseClient(services),
    chart: createChart({
      engine: services.engine,
      plotly,
      filters: services.crossFilters ?? createCrossFilters(),
      loadWorld,
    }),
    world: { make: loadWorld },
    Plotly: plotlyBuiltin(plotly),
    FileAttachment: createFileAttachment(services, observable.load),
    [importName]: createImport(services.modules),
    [notebookName]: createImportCells(services),
    ml: { perCell: createMachineLearning(services) },
    tf: { make: () => createTensorflow(services) },
    stats: { make: () => stats },
    predictions: { perCell: createPredictions(services) },
    runs: { make: () => createRuns(services) },
    models: { make: () => createModels(services) },
    execution: { make: () => createExecution(services) },
    check: { perCell: createCheck(services) },
    md: { make: () => createMarkdown(observable.load, services.files) },
    tex: { make: () => createTex(services) },
    dot: { make: () => createDot(services) },
    _: { make: async () => (await services.importAsset('lodash')).default },
    Arrow: { make: () => services.importAsset('arrow') },
    topojson: { make: () => services.importAsset('topojson') },
    DuckDBClient: { make: () => createDuckDBClients(services.engine) },
    DOM: { make: () => createDom(services) },
    Promises: { make: () => Promises },
    Files: { make: () => Files },
    dark: { make: Generators.dark },
    Generators: { make: () => Generators },
    Mutable: { make: () => Mutable },
    now: { make: Generators.now },
  };
}
