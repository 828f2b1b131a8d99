/**
 * The page's half of a notebook frame: makes the sandboxed iframe, hands it its program and a port, once, and answers it.
 * Knows nothing of React or the server, so the workspace page and the headless page of scheduled runs share it.
 */
import type { FrameNotice, NoticeBody, OrderBody } from '@/cells/bridge/messages';
import { type FrameAnswers, openPageEnd, type PageEnd } from '@/cells/bridge/port';
import type { FrameAssets } from './frame-assets';
import { startHeartbeat } from './heartbeat';
import { type LoadFrameOptions, type LoadingFrame, loadFrame } from './load-frame';

/** Why a frame is gone: it navigated away from its document, or flooded the page with refused messages. */
export type FrameLoss = 'left' | 'flooded';

export interface FrameHostOptions {
  readonly container: HTMLElement;
  readonly assets: FrameAssets;
  readonly open: OrderBody<'open'>;
  readonly document?: LoadFrameOptions['document'];
  /** One that is on its way in `container` already. */
  readonly loading?: LoadingFrame | undefined;
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

/** Milliseconds in which a document of 1 kB loads even from a busy server. */
const loadMs = 8000;

export function openFrame(options: FrameHostOptions): FrameHost {
  const { assets, open } = options;
  const frame = options.loading ?? loadFrame({ ...options, theme: open.theme, html: open.html });
  const { element } = frame;
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
  const page = openPageEnd(frame.port, {
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
    isVisible: () => element.ownerDocument.visibilityState === 'visible' && isLoaded,
    onChange: (busy) => options.onBusy?.(busy),
  });

  let isLoaded = false;
  void frame.loaded.then(() => {
    isLoaded = true;
    clearTimeout(stuck);
  });
  frame.onLeft(() => lose('left'));
  frame.booted.catch((error) => {
    if (ended) return;
    end();
    options.onFailed(error);
  });
  page.order('open', open);

  return { element, order: page.order, end };
}
