/**
 * The names a cell may use unimported: one file per builtin, one line here, one line in `names.ts`. Whatever is heavy is
 * fetched when a cell first names it. `display`, `view`, `invalidation`, `visibility`, `signal`, `progress` and `width` belong
 * to a cell and come from the kernel.
 */
import type { Builtin } from '@/cells/kernel/kernel';
import { createArquero } from './arquero';
import { createChart } from './chart';
import { createCheck } from './check';
import { createExecution } from './execution';
import { createFileAttachment } from './file-attachment';
import * as Generators from './generators';
import { createMarkdown } from './markdown';
import { createMachineLearning } from './ml';
import { createModels } from './models';
import { Mutable } from './mutable';
import { createObservable } from './observable';
import { createPlotly, plotlyBuiltin } from './plotly';
import { createPredictions } from './predictions';
import { createRuns } from './runs';
import type { StandardLibraryServices } from './services';
import { createSql } from './sql';
import { stats } from './stats';
import { createTensorflow } from './tf';

export { type BuiltinDoc, builtinDocs } from './names';
export type { StandardLibraryServices } from './services';

export function createStandardLibrary(services: StandardLibraryServices): Record<string, Builtin> {
  const observable = createObservable(services);
  const plotly = createPlotly(services);
  return {
    ...observable.builtins,
    ...createArquero(services),
    sql: createSql(services.engine),
    chart: createChart(services.engine, plotly),
    Plotly: plotlyBuiltin(plotly),
    FileAttachment: createFileAttachment(services, observable.load),
    ml: { perCell: createMachineLearning(services) },
    tf: { make: () => createTensorflow(services) },
    stats: { make: () => stats },
    predictions: { perCell: createPredictions(services) },
    runs: { make: () => createRuns(services) },
    models: { make: () => createModels(services) },
    execution: { make: () => createExecution(services) },
    check: { perCell: createCheck(services) },
    md: { make: () => createMarkdown(observable.load) },
    Generators: { make: () => Generators },
    Mutable: { make: () => Mutable },
    now: { make: Generators.now },
  };
}
