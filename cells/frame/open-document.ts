import * as Y from 'yjs';
import type { OrderBody } from '@/cells/bridge/messages';
import type { FrameEnd } from '@/cells/bridge/port';
import { findSqlReferences } from '@/cells/compiler/sql-references';
import { createDataEngine, type DataEngine } from '@/cells/data';
import { createCrossFilters } from '@/cells/data/cross-filter';
import type { Database } from '@/cells/data/database';
import { isSameTable } from '@/cells/data/same-table';
import { createDocumentStore, type SharedStore } from '@/cells/document/document-store';
import type { Notebook } from '@/cells/document/notebook';
import { parseNotebook } from '@/cells/document/parse';
import { createKernel } from '@/cells/kernel/create-kernel';
import type { Kernel } from '@/cells/kernel/kernel';
import { runModeOf } from '@/cells/kinds';
import type { TrainedModel } from '@/cells/ml/model';
import { isTuned } from '@/cells/ml/tuning/tuning';
import { createStandardLibrary, type StandardLibraryServices } from '@/cells/stdlib';
import { parquetInWorker } from '@/cells/stdlib/parquet-in-worker';
import { toldRunEvent } from '@/cells/tracking/run-event';
import { createTracker, type StartTracking } from '@/cells/tracking/track-training';
import {
  createCrossValidationView,
  createFoldComparisonView,
  isCrossValidation,
  isFoldComparison,
} from '@/components/notebook/cross-validation';
import {
  createDependenceView,
  createExplanationView,
  isDependence,
  isExplanation,
} from '@/components/notebook/explanation';
import { createJudgementView, isJudgement } from '@/components/notebook/judgement';
import { createModelResult } from '@/components/notebook/model-result';
import { createTunedResult } from '@/components/notebook/search-result';
import { createTableViews, isTableValue, type TableViewServices } from '@/components/notebook/table-view';
import { applySettings } from './apply-settings';
import type { AssetLoader } from './assets';
import { createFilesBeside, type FilesOfNotebook } from './files-beside';
import { findRefusal } from './find-refusal';
import { createImportedCells, type ImportedCells } from './imported-cells';
import { createImportedStyles } from './imported-styles';
import { insertQuery } from './insert-query';
import { inspectError, inspectValue } from './inspect-value';
import { type KeptCheckpoints, keepCheckpoints } from './keep-checkpoints';
import { type KeptChecks, keepChecks } from './keep-checks';
import { createLockKeeper } from './keep-packages';
import { createLateTypeScript } from './late-typescript';
import { createLeaveOut } from './leave-out';
import { createFileModules } from './link-file-module';
import { createPackageLoader, type PackageLoader } from './load-package';
import { placeTraining } from './place-training';
import { proposeModel } from './propose-model';
import { isTrainedModel } from './run-to-end';
import { type AddressValues, createAddressValues } from './showing/address-values';
import { chooseCells } from './showing/choose-cells';
import { createTrialExchange } from './trial-exchange';

export interface OpenDocument {
  readonly store: SharedStore;
  readonly kernel: Kernel;
  readonly engine: DataEngine;
  readonly checkpoints: KeptCheckpoints;
  readonly checks: KeptChecks;
  readonly addressValues: AddressValues;
  readonly packages: PackageLoader;
  readonly files: FilesOfNotebook;
  readonly imported: ImportedCells;
  /** The notebook as the kernel has it: what ran, not what is being typed. */
  ran(): Notebook;
}

/** What a frame was given before anything was opened in it. */
export interface FrameSupplies {
  readonly assets: AssetLoader;
  startDatabase(): Promise<Database>;
}

type OpenOrder = Pick<
  OrderBody<'open'>,
  'html' | 'document' | 'mode' | 'execution' | 'values' | 'cells' | 'notebookId'
>;

/** The machine of one notebook: its document and the kernel that runs it, with the standard library of this frame. */
export function openDocument(
  bridge: FrameEnd,
  { assets, startDatabase }: FrameSupplies,
  { html, document, mode, execution, values, cells, notebookId }: OpenOrder,
): OpenDocument {
  const whole = document ? takeDocument(document) : parseNotebook(html);
  const store = createDocumentStore(cells && !(whole instanceof Y.Doc) ? chooseCells(whole, cells) : whole);
  const addressValues = createAddressValues(values);
  let ran = store.get();
  const engine = createDataEngine({
    start: startDatabase,
    findTables: findSqlReferences,
    listDatasets: () => bridge.request('dataset.list', {}),
    openDataset: async (table) => (await bridge.request('dataset.open', { table })).database,
  });
  // What a re-run trains is told of by the version that it proves or becomes.
  const isRerun = mode === 'verify' || mode === 'train';
  // Of what readers of an app train nobody is told, and nothing is kept.
  const isUntold = isRerun || mode === 'app';
  const isRead = mode === 'execute' || isUntold;
  const openRun = (runId: string) => void bridge.request('run.open', { runId });
  const showModel = (model: TrainedModel, cellId: number) => {
    const promote = () => proposeModel({ bridge, kernel, imported, ran: () => ran }, model, cellId);
    const leaveOut = createLeaveOut(store, model, cellId);
    if (!isTuned(model))
      return createModelResult(model, isRead ? {} : { promote, openRun, leaveOut }, engine.personal());
    const apply = () => applySettings({ store, kernel }, model.tuning, cellId);
    return createTunedResult(
      model,
      isRead ? {} : { promote, openRun, leaveOut, applySettings: apply },
      engine.personal(),
    );
  };
  const saveFile = (name: string, blob: Blob) => {
    void bridge.request('file.save', { name, blob });
  };
  const crossFilters = createCrossFilters();
  const showTable = createTableViews(engine, crossFilters);
  const serve = (value: object, { cellId }: { cellId: number }): TableViewServices => ({
    saveFile,
    writeParquet: ({ buffer }) =>
      parquetInWorker(assets.loadAsset, { ipc: buffer }, new AbortController().signal),
    insertQuery: (write) => insertQuery({ store, kernel }, { value, cellId }, write),
  });
  const track: StartTracking = createTracker({
    // In turn: each is answered once it is written down.
    send: async (events) =>
      !isUntold && bridge.request('run.log', { events: events.map((event) => toldRunEvent.parse(event)) }),
    place: async (cellId) =>
      isUntold ? {} : placeTraining({ bridge, kernel, imported, ran: () => ran }, cellId),
    now: () => Date.now(),
  });
  const checkpoints = keepCheckpoints(bridge);
  const checks = keepChecks();
  const styles = createImportedStyles(globalThis.document);
  const packages = createPackageLoader(bridge, createLockKeeper(store), styles);
  const files = createFilesBeside(bridge, store);
  const fileModules = createFileModules(files, packages, styles);
  const typescript = createLateTypeScript(assets);
  const imported = createImportedCells({
    ...{ bridge, store, notebookId, ran: () => ran },
    prepare: ({ cells }) => typescript.need(cells),
    services: () => services,
    relink(cellId, cells) {
      machine.setNotebook(imported.linker.link(ran));
      const cell = ran.cells.find(({ id }) => id === cellId);
      // Where nothing runs by itself, whoever asked for this cell asked for what it needs.
      const isAsked = mode === 'safe' || (cell && runModeOf(cell, ran) === 'manual');
      if (isAsked || (isRead && mode !== 'app')) machine.run(cells);
    },
  });
  const services: StandardLibraryServices = {
    request: bridge.request,
    notify: bridge.notify,
    keepCheck: checks.keep,
    engine,
    crossFilters,
    ...assets,
    files,
    modules: { loadPackage: packages.load, loadFile: fileModules.load },
    importCells: imported.bring,
    track,
    // Its versions are pinned.
    refuseTraining: isRerun
      ? undefined
      : (cellId) => findRefusal({ bridge, kernel, imported, ran: () => ran }, cellId),
    checkpoints: isRead ? undefined : checkpoints,
    trialExchange: isRead ? undefined : createTrialExchange(bridge),
    isReport: mode === 'execute',
    execution,
  };
  const machine = createKernel({
    compile: imported.linker.compile,
    runMode: runModeOf,
    builtins: createStandardLibrary(services),
    imports: imported.imports,
    inspect(value, place) {
      const asTree = () => inspectValue(value, place);
      if (isTableValue(value))
        return showTable(
          value,
          isRead ? place : { ...place, inspect: asTree, services: serve(value, place) },
        );
      if (isExplanation(value)) return createExplanationView(value, engine.personal());
      if (isDependence(value)) return createDependenceView(value, engine.personal());
      if (isCrossValidation(value)) return createCrossValidationView(value, isRead ? {} : { openRun });
      if (isFoldComparison(value)) return createFoldComparisonView(value);
      if (isJudgement(value)) return createJudgementView(value, { isRead, personal: engine.personal() });
      return isTrainedModel(value) ? showModel(value, place.cellId) : asTree();
    },
    isSameValue: isSameTable,
    inspectError,
    // An address knows the names of this notebook.
    inputIsNamed(name, element) {
      const here = imported.linker.nameHere(name);
      if (here !== undefined) addressValues.inputIsNamed(here, element);
    },
    safe: mode !== 'edit' && mode !== 'app',
  });
  const kernel: Kernel = {
    ...machine,
    async settled() {
      await machine.settled();
      await files.picturesShown();
    },
    setNotebook(notebook) {
      ran = notebook;
      const linked = imported.linker.link(notebook);
      machine.setNotebook(linked);
      void typescript.need(linked.cells)?.then(() => machine.setNotebook(imported.linker.link(ran)));
    },
  };
  return {
    store,
    kernel,
    engine,
    checkpoints,
    checks,
    addressValues,
    packages,
    files,
    imported,
    ran: () => ran,
  };
}

/** The document that the page handed over, in which this frame writes under a number of its own. */
function takeDocument({ state, client }: NonNullable<OrderBody<'open'>['document']>): Y.Doc {
  const doc = new Y.Doc();
  doc.clientID = client;
  Y.applyUpdate(doc, state);
  return doc;
}
