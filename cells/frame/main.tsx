/** What runs inside the sandboxed frame: the boot script calls `start` once, with the port to the page and what comes along. */
import '@/components/ui/tokens.css';
import { createRoot } from 'react-dom/client';
import type { GrantedDataset, OrderBody, PageOrder } from '@/cells/bridge/messages';
import { type FrameEnd, openFrameEnd } from '@/cells/bridge/port';
import { startInBrowser } from '@/cells/data/start-in-browser';
import { cellTypes } from '@/cells/document/cell-types';
import { parseNotebook } from '@/cells/document/parse';
import type { Kernel } from '@/cells/kernel/kernel';
import { kinds } from '@/cells/kinds';
import type { LibraryDocs } from '@/cells/writing';
import { shareCodeMirror } from '@/components/notebook/editor/shared-codemirror';
import type { VimKeys } from '@/components/notebook/editor/vim-keys';
import { namesIn, newCell } from '@/components/notebook/new-cell';
import { NotebookView } from '@/components/notebook/notebook-view';
import { createPresence } from '@/components/notebook/presence';
import type { InsertListener, NotebookServices } from '@/components/notebook/services';
import { createTextCommits, type TextCommits } from '@/components/notebook/text-commits';
import { createViewState } from '@/components/notebook/view-state';
import { toast } from '@/components/ui/toast';
import { type AssetLoader, createAssetLoader, type KeptAssets } from './assets';
import { createCommentMarks } from './comment-marks';
import { tellOfDocument } from './document-notices';
import { followOthers } from './follow-others';
import { followPreferences, type ToldPreferences } from './follow-preferences';
import { loadFonts } from './fonts';
import { freezeShown } from './freeze-shown';
import { createGrantedConnections } from './granted-connections';
import { fileEdits, followFiles } from './keep-files';
import { followNotebookLock, namesElsewhere, relockNotebooks } from './keep-notebooks';
import { followLock, relockEdits } from './keep-packages';
import { keepValues, valueShown } from './keep-values';
import { createLateTypeScript } from './late-typescript';
import { type FrameSupplies, type OpenDocument, openDocument } from './open-document';
import { createOutputColumn } from './output-column';
import { ownCopy } from './own-copy';
import { putCell } from './put-cell';
import { runRefused } from './run-refused';
import { executeToEnd, freezeCells, verifyToEnd } from './run-to-end';
import { showApp } from './showing/show-app';
import { submitForms } from './submit-forms';
import { trainToEnd } from './train-to-end';
import { tryTrialsToEnd } from './try-trials-to-end';
import { tellOfCells } from './watch-cells';

export function start(port: MessagePort, element: HTMLElement, kept: Promise<KeptAssets>): void {
  let obey: Obey | undefined;
  const bridge = openFrameEnd(port, (name, body) => {
    if (name === 'ping') bridge.notify('alive', {});
    else if (name === 'open') {
      const order = body as OrderBody<'open'>; // paired with its name
      obey = whenReadable(assets, order, () => open(bridge, supplies, element, order));
    } else obey?.(name, body);
  });
  const assets = createAssetLoader(bridge);
  const supplies = { assets, startDatabase: startDatabaseEarly(assets, kept) };
}

/** Milliseconds after which nothing comes along any more: the page is of another version. */
const patience = 2000;

/** DuckDB takes long to start, most of it beside this thread: where its program comes along, a first query will ask for it. */
function startDatabaseEarly(
  { loadAsset }: AssetLoader,
  kept: Promise<KeptAssets>,
): FrameSupplies['startDatabase'] {
  const late = new Promise<KeptAssets>((resolve) => setTimeout(resolve, patience, {}));
  let early = Promise.race([kept, late]).then((there) =>
    there['duckdb-wasm'] ? startInBrowser(async (name) => there[name] ?? loadAsset(name)) : undefined,
  );
  early.catch(() => {}); // who asks first is told
  return async () => {
    const started = early;
    early = Promise.resolve(undefined);
    return (await started) ?? startInBrowser(loadAsset);
  };
}

/** Begins at once; with TypeScript in the notebook as soon as that can be read. Orders that come meanwhile are obeyed then. */
function whenReadable(assets: AssetLoader, { html, mode }: OrderBody<'open'>, begin: () => Obey): Obey {
  const coming = mode === 'try' ? undefined : createLateTypeScript(assets).need(cellsOf(html));
  if (!coming) return begin();
  let obey: Obey | undefined;
  const missed: Parameters<Obey>[] = [];
  void coming.then(() => {
    obey = begin();
    for (const order of missed) obey(...order);
  });
  return (...order) => (obey ? obey(...order) : void missed.push(order));
}

/** What is no notebook fails where it is opened. */
function cellsOf(html: string) {
  if (!html.includes(cellTypes.typescript)) return [];
  try {
    return parseNotebook(html).cells;
  } catch {
    return [];
  }
}

type Obey = <K extends PageOrder>(name: K, body: OrderBody<K>) => void;

function open(
  bridge: FrameEnd,
  supplies: FrameSupplies,
  element: HTMLElement,
  order: OrderBody<'open'>,
): Obey {
  const { assets } = supplies;
  if (order.mode === 'try') {
    bridge.notify('ready', {});
    tryTrialsToEnd(bridge, assets).catch((error) => bridge.notify('failed', { message: say(error) }));
    return () => {};
  }
  document.documentElement.dataset.theme = order.theme;
  const preferences = followPreferences(document.documentElement, order.preferences);
  submitForms(document);
  const fonts = loadFonts(assets);
  const opened = openDocument(bridge, supplies, order);
  const obey =
    order.mode === 'edit' || order.mode === 'safe'
      ? edit(bridge, assets, element, { ...opened, preferences })
      : order.mode === 'app'
        ? showApp(bridge, element, { ...opened, preferences }, order)
        : undefined;
  // Where nothing runs by itself inputs may come yet.
  if (order.mode === 'edit' || order.mode === 'app')
    void opened.kernel.settled().then(opened.addressValues.complete);
  bridge.notify('ready', {});
  if (!obey)
    runToEnd(bridge, element, opened, order, fonts).catch((error) =>
      bridge.notify('failed', { message: say(error) }),
    );
  // A run whose time is up shows what it has so far.
  return (
    obey ??
    ((name) => {
      if (name === 'stop') void opened.kernel.stop();
    })
  );
}

/** A person writes. */
function edit(
  bridge: FrameEnd,
  assets: AssetLoader,
  element: HTMLElement,
  parts: OpenDocument & { readonly preferences: ToldPreferences },
): Obey {
  const {
    store,
    kernel: machine,
    engine,
    checkpoints,
    checks,
    addressValues,
    packages,
    files,
    imported,
    preferences,
    ran,
  } = parts;
  const notices = tellOfDocument(bridge, store, machine);
  // The page has the text before anything runs: a cell may never give the thread back.
  const kernel: Kernel = {
    ...machine,
    setNotebook(notebook) {
      notices.flush();
      machine.setNotebook(notebook);
    },
    run(which) {
      notices.flush();
      machine.run(which);
    },
  };
  const committing = createTextCommits({ store, kernel });
  const presence = createPresence(store, (here) => bridge.notify('here', here));
  const commits: TextCommits = {
    ...committing,
    commit(ids) {
      const pending = committing.pending();
      // The others have the text, and then hear that it ran.
      notices.flush();
      committing.commit(ids);
      for (const id of ids ?? []) if (pending.has(id)) presence.ran(id);
    },
  };
  keepValues(store, kernel);
  addressValues.subscribe(() => {
    const said = addressValues.problems().at(-1);
    if (said) toast.failed(said);
  });
  const watch = tellOfCells(bridge, store, { kernel, imported });
  const view = createViewState();
  view.subscribe(() => presence.stand(view.get().active));
  const others = followOthers({ store, commits, presence, view });
  followLock({ store, kernel }, packages);
  followFiles({ store, kernel }, files);
  const complain = (error: unknown) => toast.failed(say(error));
  followNotebookLock({ store, kernel, ran, failed: complain }, imported);
  void checkpoints.look(new Set(store.order()));
  let attached: readonly GrantedDataset[] = [];
  const know = (datasets: readonly GrantedDataset[]) => {
    attached = datasets;
    engine.setDatasets(datasets);
  };
  const tablesKnown = bridge.request('dataset.list', {}).then(know, () => {});
  const connections = createGrantedConnections(bridge);
  const insert = (dataset: GrantedDataset | null, at: number) => {
    if (!dataset) return;
    know([...attached.filter(({ table }) => table !== dataset.table), dataset]);
    const cell = newCell(
      'sql',
      namesIn(store, kernel),
      `SELECT *\nFROM ${writeTable(dataset.table)}\nLIMIT 1000`,
    );
    view.go(store.apply({ type: 'insert', at, cell }));
  };
  /** Where a cell goes that nobody gave a place: below the one where the person is, else at the end. */
  const belowActive = () => {
    const { active } = view.get();
    const at = active === undefined ? -1 : store.order().indexOf(active);
    return at < 0 ? store.order().length : at + 1;
  };
  const comments = createCommentMarks((cellId) => bridge.notify('commentsAsked', { cellId }));
  const actListeners = new Set<(name: string) => void>();
  const insertListeners = new Set<InsertListener>();
  const services: NotebookServices = {
    proposeFile: (file, at) =>
      void ownCopy(file)
        .then((copy) => bridge.request('dataset.propose', { file: copy }))
        .then((dataset) => insert(dataset, at), complain),
    attachDataset: () =>
      void bridge.request('dataset.attach', {}).then((dataset) => insert(dataset, belowActive()), complain),
    tables: () => attached.map(({ table, columns }) => ({ name: table, columns })),
    tablesKnown,
    connections,
    elsewhere: namesElsewhere(imported),
    checkSql: engine.check,
    documentation: () =>
      assets.importAsset('documentation').then(
        ({ docs }) => docs as LibraryDocs, // the asset is the bundle of exactly this
        () => undefined,
      ),
    vimKeys() {
      shareCodeMirror();
      return assets.importAsset('vim').then(
        ({ vimKeys }) => vimKeys as VimKeys, // the asset is the bundle of exactly this
        (error) => {
          toast.failed(`Vim keys could not be loaded: ${say(error)}`);
          return undefined;
        },
      );
    },
    countWorkers: async () => (await bridge.request('search.workers', {})).workers,
    valueShown(cellId) {
      const cell = store.get().cells.find(({ id }) => id === cellId);
      return cell && valueShown(cell, kernel);
    },
    interruptions: checkpoints.interruptions,
    comments,
    preferences,
    pageKey: (key) => bridge.notify('key', { key }),
    onAct(listener) {
      actListeners.add(listener);
      return () => actListeners.delete(listener);
    },
    onInsert(listener) {
      insertListeners.add(listener);
      return () => insertListeners.delete(listener);
    },
  };
  createRoot(element).render(
    <NotebookView
      store={store}
      kernel={kernel}
      commits={commits}
      services={services}
      view={view}
      presence={presence}
    />,
  );

  let wasPresenting = false;
  view.subscribe(() => {
    const on = view.get().presenting;
    if (on !== wasPresenting) bridge.notify('presenting', { on });
    wasPresenting = on;
  });

  return (name, body) => {
    const order = { name, body } as { [N in PageOrder]: { name: N; body: OrderBody<N> } }[PageOrder]; // the pair belongs together
    switch (order.name) {
      case 'run':
        commits.commit();
        kernel.run(order.body.which);
        return;
      case 'stop':
        void kernel.stop();
        return;
      case 'theme':
        document.documentElement.dataset.theme = order.body.theme;
        return;
      case 'preferences':
        preferences.set(order.body);
        return;
      case 'title':
        store.apply({ type: 'title', title: order.body.title });
        return;
      case 'runMode': {
        // What holds without a word needs none.
        const { mode } = order.body;
        store.apply({ type: 'attributes', change: { 'data-run': mode === 'auto' ? undefined : mode } });
        return;
      }
      case 'merge': {
        const received = store.receive(order.body.update);
        others.take(received);
        // Places in a text are known again once the text is here.
        presence.take(presence.people());
        if (received.returned.length > 0)
          toast.done('A cell that you deleted is back: somebody was changing it meanwhile.');
        return;
      }
      case 'people':
        presence.take(order.body.people);
        return;
      case 'replace':
        store.replace(parseNotebook(order.body.html));
        return;
      case 'putCell':
        view.go(putCell(store, order.body.html, order.body.below));
        return;
      case 'comments':
        comments.set(order.body.counts);
        return;
      case 'dropCell':
        if (store.cell(order.body.cellId)) store.apply({ type: 'remove', id: order.body.cellId });
        return;
      case 'datasets':
        know(order.body.datasets);
        return;
      case 'connections':
        runRefused(kernel, store.get().cells, connections.set(order.body.connections));
        return;
      case 'insertText':
        for (const listener of insertListeners) listener.insert(order.body);
        return;
      case 'pointAt':
        for (const listener of insertListeners) listener.pointAt(order.body);
        return;
      case 'act':
        for (const listener of actListeners) listener(order.body.name);
        return;
      case 'relock':
        store.applyAll(relockEdits(store, order.body.packages));
        commits.commit();
        return;
      case 'files':
        store.applyAll(fileEdits(store.get(), order.body.changes));
        commits.commit();
        return;
      case 'relockNotebooks':
        store.apply(relockNotebooks(store.get(), order.body.notebooks));
        return;
      case 'watch':
        watch(order.body.what);
        return;
      case 'freeze': {
        const { ask } = order.body;
        const theme = document.documentElement.dataset.theme === 'dark' ? 'dark' : 'light';
        freezeCells(kernel, store.get()).then(
          (cells) => bridge.notify('frozen', { ask, frozen: { theme, cells } }),
          (error) => bridge.notify('frozen', { ask, error: say(error).slice(0, 2000) }),
        );
        return;
      }
      case 'show': {
        const { ask } = order.body;
        freezeShown({ kernel, checks, assets }, store.get()).then(
          (shown) => bridge.notify('shown', { ask, shown }),
          (error) => bridge.notify('shown', { ask, error: say(error).slice(0, 2000) }),
        );
        return;
      }
      case 'values':
        bridge.notify('values', { ask: order.body.ask, values: addressValues.read() });
        return;
      case 'present':
        view.set({ presenting: order.body.on });
        return;
      case 'scrollTo':
        view.go(order.body.cellId);
        return;
      case 'insertCell': {
        const { kind, source, output, connection } = order.body;
        const known = kinds.find(({ name }) => name === kind);
        if (!known) return;
        const fresh = newCell(known.name, namesIn(store, kernel), source);
        view.go(
          store.apply({
            type: 'insert',
            at: belowActive(),
            cell: {
              ...fresh,
              ...(output ? { output } : {}),
              ...(connection ? { attributes: { ...fresh.attributes, database: connection } } : {}),
            },
          }),
        );
        return;
      }
      default:
        return;
    }
  };
}

/** A table's name as SQL takes it. */
const writeTable = (name: string) =>
  /^[a-z_][a-z0-9_]*$/i.test(name) ? name : `"${name.replaceAll('"', '""')}"`;

/** Nobody writes: everything runs once, and what it came to is handed to the page. */
async function runToEnd(
  bridge: FrameEnd,
  element: HTMLElement,
  { store, kernel, imported, ran }: OpenDocument,
  { mode, output = '' }: OrderBody<'open'>,
  fonts: Promise<void>,
): Promise<void> {
  kernel.setNotebook(store.get());
  element.replaceChildren(createOutputColumn(store.get(), kernel));
  await fonts;
  if (mode === 'verify') await verifyToEnd(bridge, kernel, store.get(), output);
  else if (mode === 'train') await trainToEnd({ bridge, kernel, imported, ran }, output);
  else await executeToEnd(bridge, kernel, store.get());
}

const say = (error: unknown) => (error instanceof Error ? error.message : String(error)).slice(0, 19_000);
