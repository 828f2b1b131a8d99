/**
 * The page's half of a notebook frame: makes the sandboxed iframe, hands it its program and a port, once, and answers it.
 * Knows nothing of React or the server, so the workspace page and the headless page of scheduled runs share it.
 */
import type { FrameNotice, NoticeBody, OrderBody } from '@/cells/bridge/messages';
import { type FrameAnswers, openPageEnd, type PageEnd } from '@/cells/bridge/port';
import type { FrameAssets } from './frame-assets';
import { startHeartbeat } from './heartbeat';

/** Why a frame is gone: it navigated away from its document, or flooded the page with refused messages. */
export type FrameLoss = 'left' | 'flooded';

export interface FrameHostOptions {
  readonly container: HTMLElement;
  readonly assets: FrameAssets;
  readonly open: OrderBody<'open'>;
  /** The frame's document; the workspace's unless another one is given. */
  readonly document?: string | undefined;
  /** Everything but assets, which are fed from `assets`. */
  readonly answers: Omit<FrameAnswers, 'asset.load'>;
  onNotice<K extends FrameNotice>(name: K, body: NoticeBody<K>): void;
  onRefused?(reason: string): void;
  /** The frame's thread stopped answering, or answers again. */
  onBusy?(busy: boolean): void;
  /** The frame was ended for its own doing. */
  onLost(reason: FrameLoss): void;
  /** The frame's document did not even load: its process still belongs to a frame that hangs. */
  onStuck?(): void;
  /** The program could not be loaded. */
  onFailed(error: unknown): void;
}

export interface FrameHost {
  readonly element: HTMLIFrameElement;
  readonly order: PageEnd['order'];
  /** Ends the frame and all that runs in it. */
  end(): void;
}

const ownDocument = '/frame/notebook.html';
/** Milliseconds in which a document of 1 kB loads even from a busy server. */
const loadMs = 8000;

export function openFrame(options: FrameHostOptions): FrameHost {
  const { container, assets, open } = options;
  const element = container.ownerDocument.createElement('iframe');
  element.setAttribute('sandbox', 'allow-scripts');
  element.setAttribute('title', 'Notebook');
  element.setAttribute('allow', 'fullscreen');
  element.style.cssText = 'display: block; width: 100%; height: 100%; border: 0; color-scheme: normal';
  element.src = options.document ?? ownDocument;

  const channel = new MessageChannel();
  let ended = false;
  const stuck = setTimeout(() => options.onStuck?.(), loadMs);
  const end = () => {
    if (ended) return;
    ended = true;
    clearTimeout(stuck);
    heartbeat.stop();
    page.close();
    element.remove();
  };
  const lose = (reason: FrameLoss) => {
    if (ended) return;
    end();
    options.onLost(reason);
  };
  const page = openPageEnd(channel.port1, {
    answers: { ...options.answers, 'asset.load': ({ name }) => assets.load(name) },
    onNotice: (name, body) => {
      // Any sign of life counts.
      heartbeat.alive();
      options.onNotice(name, body);
    },
    onRefused: options.onRefused,
    onAbuse: () => lose('flooded'),
  });
  const heartbeat = startHeartbeat({
    tolerated: 5,
    ping: () => page.order('ping', {}),
    isVisible: () => container.ownerDocument.visibilityState === 'visible' && booted,
    onChange: (busy) => options.onBusy?.(busy),
  });

  const program = Promise.all([assets.load('core'), assets.load('core-css')]);
  program.catch(() => {});
  let booted = false;
  element.addEventListener('load', async () => {
    // A second document in the frame is not ours: the port is given once.
    if (booted) return lose('left');
    booted = true;
    clearTimeout(stuck);
    try {
      const [core, styles] = await program;
      if (!ended)
        element.contentWindow?.postMessage({ cellar: 'boot', core, styles, theme: open.theme }, '*', [
          channel.port2,
        ]);
    } catch (error) {
      if (ended) return;
      end();
      options.onFailed(error);
    }
  });
  container.append(element);
  page.order('open', open);

  return { element, order: page.order, end };
}
