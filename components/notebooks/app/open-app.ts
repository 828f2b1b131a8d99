/**
 * A notebook opened for reading: its frame, and what is to be said about it. Nothing is saved, logged or promoted, whatever the notebook asks.
 * Knows neither React nor where the notebook comes from.
 */

import type { FrameNotice, NamedTexts, NoticeBody, OrderBody } from '@/cells/bridge/messages';
import type { PreferencesInFrame } from '@/cells/bridge/preferences';
import { askFrame } from '../ask-frame';
import { createFrameAssets } from '../frame-assets';
import { type FrameHost, type FrameLoss, openFrame } from '../frame-host';
import type { AppSource, ShownNotebook } from './app-source';

export interface AppState {
  readonly phase: 'opening' | 'running' | 'ended';
  /** Why it is not to be seen, in words, or how its frame was lost. */
  readonly ended?: string;
  readonly notebook?: ShownNotebook;
  readonly status?: NoticeBody<'status'>;
  /** When everything had run. */
  readonly ranAt?: Date;
  /** The frame's thread does not answer. */
  readonly isBusy: boolean;
  /** CSS pixels of what it shows. */
  readonly height?: number;
  readonly isPresenting: boolean;
}

export interface AppOptions {
  readonly source: AppSource;
  readonly container: HTMLElement;
  readonly theme: 'light' | 'dark';
  readonly preferences?: PreferencesInFrame | undefined;
  readonly values: NamedTexts;
  readonly cells?: readonly string[];
  readonly isEmbedded: boolean;
  readonly presents: boolean;
}

export interface OpenApp {
  get(): AppState;
  subscribe(listener: () => void): () => void;
  order: FrameHost['order'];
  /** What the inputs say now. */
  values(): Promise<NamedTexts>;
  /** Reads the notebook again and runs it anew. */
  reload(): void;
  end(): void;
}

const endings: Readonly<Record<FrameLoss, string>> = {
  left: 'This app tried to leave its place and was ended.',
  flooded: 'This app sent thousands of messages that were refused, and was ended.',
};

export function openApp(options: AppOptions): OpenApp {
  const assets = createFrameAssets();
  const listeners = new Set<() => void>();
  let state: AppState = { phase: 'opening', isBusy: false, isPresenting: false };
  let frame: FrameHost | undefined;
  let { theme, preferences } = options;
  let opened = 0;
  const update = (part: Partial<AppState>) => {
    state = { ...state, ...part };
    for (const listener of [...listeners]) listener();
  };
  const asked = askFrame<NamedTexts>((ask) => frame?.order('values', { ask }));

  function onNotice<K extends FrameNotice>(name: K, body: NoticeBody<K>): void {
    const notice = { name, body } as { [N in FrameNotice]: { name: N; body: NoticeBody<N> } }[FrameNotice]; // the pair belongs together
    switch (notice.name) {
      case 'ready':
        update({ phase: 'running' });
        if (options.presents && opened === 1) frame?.order('present', { on: true });
        for (const asset of ['duckdb-worker', 'duckdb-wasm']) void assets.load(asset).catch(() => undefined);
        return;
      case 'status': {
        const hasRun = notice.body.running === 0 && (state.status?.running ?? 1) > 0;
        update({ status: notice.body, ...(hasRun && { ranAt: new Date() }) });
        return;
      }
      case 'height':
        update({ height: notice.body.height });
        return;
      case 'values':
        asked.take(notice.body.ask, notice.body.values, undefined);
        return;
      case 'presenting':
        update({ isPresenting: notice.body.on });
        return;
      case 'failed':
        frame?.end();
        update({ phase: 'ended', ended: notice.body.message });
        return;
      default:
        return;
    }
  }

  const open = async () => {
    opened += 1;
    const turn = opened;
    frame?.end();
    frame = undefined;
    update({ phase: 'opening', ended: undefined, isBusy: false, isPresenting: false, status: undefined });
    try {
      const notebook = await options.source.read();
      if (turn !== opened) return;
      update({ notebook });
      const order: OrderBody<'open'> = {
        ...{ html: notebook.html, mode: 'app', theme, notebookId: '' },
        ...{ values: options.values, embedded: options.isEmbedded },
        ...(preferences && { preferences }),
        ...(options.cells && { cells: [...options.cells] }),
      };
      frame = openFrame({
        container: options.container,
        assets,
        open: order,
        document: options.source.frameDocument,
        answers: options.source.answers,
        onNotice,
        onRefused: (reason) => console.warn('The app was refused:', reason),
        onBusy: (isBusy) => update({ isBusy }),
        onLost: (reason) => update({ phase: 'ended', ended: endings[reason], isBusy: false }),
        onFailed: (error) => update({ phase: 'ended', ended: say(error) }),
      });
    } catch (error) {
      if (turn === opened) update({ phase: 'ended', ended: say(error) });
    }
  };
  void open();

  return {
    get: () => state,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    order: (name, body) => {
      if (name === 'theme') ({ theme } = body as OrderBody<'theme'>); // paired with the name
      if (name === 'preferences') preferences = body as OrderBody<'preferences'>; // paired with the name
      frame?.order(name, body);
    },
    values: asked.ask,
    reload: () => void open(),
    end() {
      opened = -1;
      frame?.end();
    },
  };
}

const say = (error: unknown) => (error instanceof Error ? error.message : String(error));
