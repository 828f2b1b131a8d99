import type { FrameAssets } from './frame-assets';

/** A sandboxed iframe on its way: it takes longest of all that opens a notebook, and needs nothing of the notebook. */
export interface LoadingFrame {
  readonly element: HTMLIFrameElement;
  /** The page's end of the one channel there is; what comes before somebody listens waits in it. */
  readonly port: MessagePort;
  /** Resolves when the document is there. */
  readonly loaded: Promise<void>;
  /** Resolves when it has its program. Rejects with a message for people where that cannot be had. */
  readonly booted: Promise<void>;
  /** Called when another document takes the place of ours. */
  onLeft(listener: () => void): void;
}

export interface LoadFrameOptions {
  readonly container: HTMLElement;
  readonly assets: FrameAssets;
  readonly theme: 'light' | 'dark';
  /** The text of what will be opened, where it will run at once. */
  readonly html?: string | Promise<string> | undefined;
  /** The frame's document; the workspace's unless another one is given. */
  readonly document?: string | undefined;
}

const ownDocument = '/frame/notebook.html';

/** What a text says that will ask DuckDB something among the first. */
const asksDuckDB = /application\/sql|vnd\.cellar\.chart|\bsql`|\b(chart|DuckDBClient)\b/;

/** Only what is here already: a first opening does not wait for its 28 MB. */
async function keptDuckDB(assets: FrameAssets): Promise<Record<string, Blob>> {
  const [worker, wasm] = await Promise.all([assets.kept('duckdb-worker'), assets.kept('duckdb-wasm')]);
  return worker && wasm ? { 'duckdb-worker': worker, 'duckdb-wasm': wasm } : {};
}

/** Puts a frame into `container` and hands it its program and a port, once. */
export function loadFrame({
  container,
  assets,
  theme,
  html = '',
  document = ownDocument,
}: LoadFrameOptions): LoadingFrame {
  const element = container.ownerDocument.createElement('iframe');
  element.setAttribute('sandbox', 'allow-scripts');
  element.setAttribute('title', 'Notebook');
  element.setAttribute('allow', 'fullscreen');
  element.style.cssText = 'display: block; width: 100%; height: 100%; border: 0; color-scheme: normal';
  element.src = document;

  const channel = new MessageChannel();
  const program = Promise.all([assets.load('core'), assets.load('core-css')]);
  const kept = Promise.resolve(html)
    .then((text) => (asksDuckDB.test(text) ? keptDuckDB(assets) : {}))
    .catch(() => ({})); // the frame asks for what does not come along
  let leave = () => {};
  const loaded = new Promise<void>((resolve) => {
    element.addEventListener(
      'load',
      () => {
        resolve();
        // A second document in the frame is not ours: the port is given once.
        element.addEventListener('load', () => leave());
      },
      { once: true },
    );
  });
  const booted = Promise.all([program, loaded]).then(([[core, styles]]) => {
    element.contentWindow?.postMessage({ cellar: 'boot', core, styles, theme }, '*', [channel.port2]);
  });
  void Promise.all([kept, loaded]).then(([assets]) =>
    element.contentWindow?.postMessage({ cellar: 'kept', kept: assets }, '*'),
  );
  // Who opens something in it asks.
  booted.catch(() => {});
  container.append(element);

  return {
    element,
    port: channel.port1,
    loaded,
    booted,
    onLeft(listener) {
      leave = listener;
    },
  };
}
