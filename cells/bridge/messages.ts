import { z } from 'zod';
import { mostPeople, presentPerson, ranCell, whereabouts } from '@/cells/document/live-messages';
import { personalKinds } from '@/cells/personal';
import { chunkPeriods } from '@/cells/statistics/chunk-rows';
import { runId, toldRunEvent } from '@/cells/tracking/run-event';
import { mostTableRuns, runTableRequest, tableRun } from '@/cells/tracking/run-table';
import { grantedDataset } from './granted-datasets';
import { loadedPackage, relockedPackage, usedPackage, wantedPackage } from './modules';
import { changedFile, wantedFile } from './notebook-files';
import { importedNotebook, notebookId, relockedNotebook, usedNotebook, wantedNotebook } from './notebooks';
import { preferencesInFrame } from './preferences';
import { connectionColumns, connectionTables, grantedConnection, queryStatement } from './queries';
import { bytes, files, name, notebookRunMode, text } from './shapes';
import {
  cellAbout,
  checkResult,
  frozenCell,
  frozenNotebook,
  namedTexts,
  shownNotebook,
  variableAbout,
} from './shown';
import {
  claimedTrial,
  heldTrial,
  mostSharedBytes,
  mostTrialsElsewhere,
  searchNews,
  sharedIdentity,
  sharedOptions,
  sharedPoint,
  trialAdvance,
  trialEnd,
  trialNumber,
} from './trials';

/**
 * All that crosses between frame and page, typed once. The page treats what comes from the frame as hostile input: every
 * message is parsed, and answered by the notebook's grants, never by the viewer's rights.
 */

export * from './granted-datasets';
export * from './shown';

/** A training of a cell: the second that a run of it begins has place 2. */
const trainingSlot = { cellId: z.number().int(), place: z.number().int().min(1).max(1000) };
const checkpointAbout = z.object({
  step: z.number().int().min(1),
  steps: z.number().int().min(1),
  unit: z.enum(['epoch', 'round', 'trial', 'fold']),
  run: runId.optional(),
});

const sketchedColumn = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('number'),
    count: z.number(),
    missing: z.number(),
    /** About. */
    distinct: z.number(),
    mean: z.number().optional(),
    minimum: z.number().optional(),
    maximum: z.number().optional(),
    /** Values at even ranks, ascending. */
    sample: z.array(z.number()),
  }),
  z.object({
    kind: z.literal('text'),
    count: z.number(),
    missing: z.number(),
    distinct: z.number(),
    /** The most frequent first; the rest is `other`. */
    frequencies: z.array(z.tuple([z.string(), z.number()])),
    other: z.number(),
  }),
]);
export type SketchedColumn = z.infer<typeof sketchedColumn>;

const sketchedWhile = z.object({
  /** Asked, refused ones too. */
  rows: z.number(),
  answered: z.number(),
  /** How many rows that stand for one each would tell as much: fewer than were answered, where the log keeps some. */
  evidence: z.number(),
  columns: z.record(z.string(), sketchedColumn),
});
export type SketchedWhile = z.infer<typeof sketchedWhile>;

/** Requests from the frame with their answers. The headless host answers the same ones. */
export const frameRequests = {
  /** A static asset by its logical name (`duckdb-worker`, `plotly` …), as a Blob. */
  'asset.load': { input: z.object({ name }), output: z.instanceof(Blob) },
  /** `notebook`: those of a notebook that this one imports from. */
  'dataset.list': {
    input: z.object({ notebook: notebookId.optional() }),
    output: z.array(grantedDataset),
  },
  /** Short-lived URLs of a granted data set: its DuckDB file (one table, `data`) and its source file. */
  'dataset.open': {
    input: z.object({ table: name, notebook: notebookId.optional() }),
    output: z.object({ database: z.url(), source: z.url(), dataset: grantedDataset }),
  },
  /** Asks the person to add a file as a data set and attach it. Null when declined. */
  'dataset.propose': { input: z.object({ file: z.instanceof(File) }), output: grantedDataset.nullable() },
  /** Opens the page's dialog for attaching an existing data set. */
  'dataset.attach': { input: z.object({}), output: grantedDataset.nullable() },
  /** The connections that the notebook may read from. */
  'connection.list': { input: z.object({}), output: z.array(grantedConnection) },
  /** The address at which the result of a query can be fetched, once and soon: `cells/data/result-stream.ts`. */
  'connection.query': {
    input: z.object({ connection: name, ...queryStatement.shape }),
    output: z.object({ url: z.url() }),
  },
  'connection.tables': { input: z.object({ connection: name }), output: connectionTables },
  'connection.columns': {
    input: z.object({ connection: name, schema: text(500), table: text(500) }),
    output: connectionColumns,
  },
  /** Asks the person to promote a model. Null when cancelled. */
  'model.promote': {
    input: z.object({
      suggestedName: text(200),
      files,
      /** The slice as a notebook file of its own. */
      slice: text(5_000_000),
      sliceCells: z.array(z.number().int()).max(10_000),
      totalCells: z.number().int(),
      /** Name that the model has in the slice. */
      output: name,
      /** `notebook`: by the grant of one that the slice imports. */
      datasets: z
        .array(z.object({ table: name, hash: text(100), notebook: notebookId.optional() }))
        .max(1000),
      /** The run that trained it. */
      run: text(100).optional(),
    }),
    output: z.object({ model: z.string(), version: z.number().int() }).nullable(),
  },
  /** A model version's profile, metrics and signature, by grant. */
  'model.read': {
    input: z.object({ model: name, version: z.union([z.number().int(), text(100)]).optional() }),
    output: z.object({
      model: z.string(),
      version: z.number().int(),
      manifest: z.unknown(),
      profile: z.unknown(),
    }),
  },
  /**
   * Logged predictions of a model in a window, joined with labels, as a DuckDB file with one table `data`. Columns: the
   * signature's inputs, `prediction`, `label`, `prediction_id`, `predicted_at`, `model_version`, `latency_ms`, `status`. `personal`: those
   * of the inputs that hold personal data.
   */
  'predictions.open': {
    input: z.object({
      model: name,
      from: z.iso.datetime().optional(),
      to: z.iso.datetime().optional(),
      /** Only what was answered or labelled from then on. */
      since: z.iso.datetime().optional(),
      version: z.number().int().positive().optional(),
      deployment: z.string().max(200).optional(),
      columns: z.array(z.string().max(1000)).max(2000).optional(),
    }),
    output: z.object({
      database: z.url(),
      rows: z.number().int(),
      /** How many requests a row stands for at most: 1 where the log keeps all. */
      standsFor: z.number().default(1),
      personal: z.record(z.string(), z.enum(personalKinds)).default({}),
    }),
  },
  /**
   * What a model was asked and answered between two hours, as a whole and part by part, from sketches: counts, means and extremes of all
   * rows; values that stand for the rest.
   */
  'predictions.sketch': {
    input: z.object({
      model: name,
      from: z.iso.datetime(),
      to: z.iso.datetime().optional(),
      deployment: z.string().max(200).optional(),
      per: z.enum(chunkPeriods).optional(),
    }),
    output: z.object({
      from: z.iso.datetime(),
      to: z.iso.datetime(),
      error: z.object({ rank: z.number(), distinct: z.number() }),
      sketchedDays: z.number().int(),
      rowsRead: z.number().int(),
      ...sketchedWhile.shape,
      parts: z.array(sketchedWhile.extend({ at: z.number() })),
    }),
  },
  /** What trainings tell of themselves. Answered once it is written down; the server has it now, or when it is back. */
  'run.log': { input: z.object({ events: z.array(toldRunEvent).min(1).max(100) }), output: z.object({}) },
  /** Trainings that were interrupted, as far as they were; those that another tab runs are not. */
  'checkpoint.list': {
    input: z.object({}),
    output: z.array(z.object({ ...trainingSlot, about: checkpointAbout, at: z.number() })),
  },
  'checkpoint.find': {
    input: z.object(trainingSlot),
    output: z.object({ about: checkpointAbout, files }).nullable(),
  },
  /** Keeps it in the browser in place of the one before. */
  'checkpoint.keep': {
    input: z.object({ ...trainingSlot, about: checkpointAbout, files }),
    output: z.object({}),
  },
  /** Forgets that of one training, or without `place` all of the cell. */
  'checkpoint.drop': {
    input: z.object({ ...trainingSlot, place: trainingSlot.place.optional() }),
    output: z.object({}),
  },
  /** Runs of this notebook's own experiment, or of the one that was granted under this name. `total`: how many the filter finds. */
  'run.list': {
    input: runTableRequest,
    output: z.object({ runs: z.array(tableRun).max(mostTableRuns), total: z.number().int() }),
  },
  /** Shows a run of this notebook in a tab of its own. */
  'run.open': { input: z.object({ runId }), output: z.object({}) },
  /** How many workers of the workspace are up. */
  'search.workers': { input: z.object({}), output: z.object({ workers: z.number().int() }) },
  /** Begins a search that workers share; a person allows the notebook to, once. Null when declined. */
  'search.open': {
    input: z.object({
      table: bytes.refine(({ byteLength }) => byteLength <= mostSharedBytes, 'The table is too large'),
      options: sharedOptions,
      identity: sharedIdentity,
    }),
    output: z.object({ searchId: name }).nullable(),
  },
  /** Has places tried, and takes back those that are not wanted any more or have been heard of. */
  'search.ask': {
    input: z.object({
      searchId: name,
      trials: z.array(z.object({ number: trialNumber, point: sharedPoint })).max(mostTrialsElsewhere),
      forget: z.array(trialNumber).max(mostTrialsElsewhere),
    }),
    output: z.object({}),
  },
  /** What is new of the trials: answered when there is something, or after a second. `heard`: the last step that is known of each. */
  'search.follow': {
    input: z.object({
      searchId: name,
      heard: z.array(z.object({ number: trialNumber, step: z.number().int() })).max(mostTrialsElsewhere),
    }),
    output: searchNews,
  },
  'search.close': { input: z.object({ searchId: name }), output: z.object({}) },
  /** `try` mode only, answered by the worker: the search whose trials this frame tries. */
  'trial.open': {
    input: z.object({}),
    output: z.object({ table: z.url(), options: sharedOptions, identity: sharedIdentity }),
  },
  /** The next one to try; null when there is none to wait for. */
  'trial.next': { input: z.object({}), output: claimedTrial.nullable() },
  'trial.report': { input: heldTrial.extend(trialAdvance.shape), output: z.object({ wanted: z.boolean() }) },
  'trial.end': { input: heldTrial.extend({ ...trialAdvance.shape, end: trialEnd }), output: z.object({}) },
  /** The module of a package: answered within a second or so, with how far it is or where it lies. */
  'package.load': { input: wantedPackage, output: loadedPackage },
  /** A short-lived URL of a file beside the notebook. */
  'file.open': { input: wantedFile, output: z.object({ url: z.url() }) },
  /** Another notebook, whose cells this one imports. Where this was not allowed yet, a person is asked who may write here. */
  'notebook.import': { input: wantedNotebook, output: importedNotebook },
  /** Hands bytes to the person as a download. */
  'file.save': { input: z.object({ name, blob: z.instanceof(Blob) }), output: z.object({}) },
} as const;

export type FrameRequests = typeof frameRequests;
export type FrameRequest = keyof FrameRequests;
export type RequestInput<K extends FrameRequest> = z.infer<FrameRequests[K]['input']>;
export type RequestOutput<K extends FrameRequest> = z.infer<FrameRequests[K]['output']>;

/** Notices from the frame; none is answered. */
export const frameNotices = {
  ready: z.object({}),
  alive: z.object({}),
  /** What was written, as an update of the document; the page journals it at once and sends it on. */
  changed: z.object({
    update: bytes.refine(({ byteLength }) => byteLength <= 150_000_000, 'More than 150 MB were written'),
  }),
  /** Where the person is, and what they ran last: for the others. */
  here: z.object({ at: whereabouts.optional(), ran: ranCell.optional() }),
  /** For the page's bar: what runs, what is stale, what failed. */
  status: z.object({
    running: z.number().int(),
    stale: z.number().int(),
    failed: z.number().int(),
    cells: z.number().int(),
    /** When cells run that say nothing of it themselves. */
    runMode: notebookRunMode,
  }),
  outline: z
    .array(z.object({ cellId: z.number().int(), level: z.number().int(), text: text(500) }))
    .max(2000),
  /** While it is watched: the cells in their order, and who feeds whom. */
  flow: z.array(cellAbout).max(2000),
  /** While they are watched: the names that cells define, and what they are. */
  variables: z.array(variableAbout).max(2000),
  /** While they are watched: the packages that cells import, and those that the lock holds for nobody. */
  packages: z.array(usedPackage).max(1000),
  /** Told together with the packages. */
  notebooks: z.array(usedNotebook).max(1000),
  check: checkResult,
  /** What the order `show` of the same number asked for, or why it cannot be had. */
  shown: z.object({ ask: z.number().int(), shown: shownNotebook.optional(), error: text(2000).optional() }),
  /** Somebody wants to read or write comments at a cell; the page shows them. */
  commentsAsked: z.object({ cellId: z.number().int() }),
  /** A key that the page handles: `?`, ⌘K. */
  key: z.object({ key: text(40) }),
  /** Execution mode only: everything has settled. */
  finished: z.object({ cells: z.array(frozenCell).max(10_000) }),
  /** Verification mode only: the package of the model that the slice made. */
  package: z.object({
    output: name,
    files: z.record(text(300), bytes),
    metrics: z.record(z.string(), z.number()),
  }),
  /** What the order `freeze` of the same number asked for, or why it cannot be had. */
  frozen: z.object({
    ask: z.number().int(),
    frozen: frozenNotebook.optional(),
    error: text(2000).optional(),
  }),
  failed: z.object({ message: text(20_000) }),
  /** `app` mode: how tall the content is, in CSS pixels, for pages that show it among their own. */
  height: z.object({ height: z.number().min(0).max(1_000_000) }),
  /** What the order `values` of the same number asked for: the inputs, as an address names them. */
  values: z.object({ ask: z.number().int(), values: namedTexts }),
  /** A presentation began or ended. */
  presenting: z.object({ on: z.boolean() }),
} as const;
export type FrameNotice = keyof typeof frameNotices;
export type NoticeBody<K extends FrameNotice> = z.infer<(typeof frameNotices)[K]>;

/** What an execution is about: the time that it was due for, since when, and what started it. */
export const executionFacts = z.object({
  dueAt: z.iso.datetime(),
  from: z.iso.datetime(),
  trigger: text(50),
});
export type ExecutionFacts = z.infer<typeof executionFacts>;

/** Orders from the page; none is answered. */
export const pageOrders = {
  open: z.object({
    /** The file; empty where there is a `document`. */
    html: z.string(),
    /** `edit`, `safe`: what is written together, and the number under which this frame writes. */
    document: z.object({ state: bytes, client: z.number().int() }).optional(),
    /**
     * `edit`: a person writes; `safe`: nothing runs until asked; `execute`: run all, then `finished`; `verify`: run all, then `package`;
     * `train`: run what `output` depends on, request `model.promote`, then `finished`;
     * `try`: no cell runs, trials of a search are trained until there are no more, then `finished`;
     * `app`: a person reads and turns knobs, nothing is kept.
     */
    mode: z.enum(['edit', 'safe', 'execute', 'verify', 'train', 'try', 'app']),
    /** `verify`, `train`: the name whose package is wanted. */
    output: z.string().optional(),
    theme: z.enum(['light', 'dark']),
    /** `edit`, `safe`, `app`: as the person wants it; else as is usual. */
    preferences: preferencesInFrame.optional(),
    /** Shown by cells that ask, e.g. the notebook a model is promoted from. */
    notebookId: z.string(),
    /** What the address says of the inputs. */
    values: namedTexts.optional(),
    /** `app`: only these cells and what they need, by the names that they define or by their numbers. */
    cells: z.array(text(200)).max(100).optional(),
    /** `app`: stands in another page, without margins of its own. */
    embedded: z.boolean().optional(),
    /** `execute`: what the run is about. */
    execution: executionFacts.optional(),
  }),
  run: z.object({ which: z.union([z.literal('all'), z.literal('stale'), z.array(z.number().int())]) }),
  stop: z.object({}),
  theme: z.object({ theme: z.enum(['light', 'dark']) }),
  preferences: preferencesInFrame,
  /** Grants changed: data sets may have come or gone. */
  datasets: z.object({ datasets: z.array(grantedDataset) }),
  connections: z.object({ connections: z.array(grantedConnection) }),
  insertCell: z.object({
    kind: z.string(),
    source: z.string(),
    output: z.string().optional(),
    /** Of a SQL cell: the connection that it asks. */
    connection: z.string().optional(),
  }),
  /** Puts a name into the cell that is being written, or at a point of the frame; where there is none, into a new cell. */
  insertText: z.object({
    text: z.string().max(10_000),
    query: z.string().max(20_000),
    connection: z.string().optional(),
    at: z.object({ x: z.number(), y: z.number() }).optional(),
  }),
  /** Something is dragged over this point of the frame. */
  pointAt: z.object({ x: z.number(), y: z.number() }),
  title: z.object({ title: z.string() }),
  runMode: z.object({ mode: notebookRunMode }),
  /** What others wrote, as an update of the document. */
  merge: z.object({ update: bytes }),
  /** Who else is here. */
  people: z.object({ people: z.array(presentPerson).max(mostPeople) }),
  /** Replaces the whole document, undoably: a restored revision or journal. */
  replace: z.object({ html: z.string() }),
  /** The one cell of a notebook file takes the place of the cell with its id, undoably; see `cells/frame/put-cell.ts`. */
  putCell: z.object({ html: z.string(), below: z.array(z.number().int()) }),
  /** How many talks are open at each cell. What is said in them the frame is never told. */
  comments: z.object({ counts: z.array(z.tuple([z.number().int(), z.number().int()])) }),
  /** Takes a cell out, undoably. */
  dropCell: z.object({ cellId: z.number().int() }),
  /** Asks for what each cell shows as it stands, answered by the notice `frozen`. */
  freeze: z.object({ ask: z.number().int() }),
  /** Asks for what the notebook shows now: `shown` is told. */
  show: z.object({ ask: z.number().int() }),
  scrollTo: z.object({ cellId: z.number().int() }),
  /** Asks for what the inputs say: `values` is told. */
  values: z.object({ ask: z.number().int() }),
  present: z.object({ on: z.boolean() }),
  /** Does what a key of the notebook does: by what the list of keys says of it. */
  act: z.object({ name: text(200) }),
  /** Which of the notices that cost something are wanted. */
  watch: z.object({ what: z.enum(['nothing', 'flow', 'variables', 'packages']) }),
  /** Changes the lock, undoably: what is let go of becomes the newest that fits at the next run. */
  relock: z.object({ packages: z.array(relockedPackage).max(1000) }),
  /** Changes the list of files, undoably; the bytes are kept before. */
  files: z.object({ changes: z.array(changedFile).max(500) }),
  /** Changes the revisions of other notebooks that imports mean, undoably. */
  relockNotebooks: z.object({ notebooks: z.array(relockedNotebook).max(1000) }),
  ping: z.object({}),
} as const;
export type PageOrder = keyof typeof pageOrders;
export type OrderBody<K extends PageOrder> = z.infer<(typeof pageOrders)[K]>;
