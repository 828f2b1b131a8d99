import { Link2, Presentation, RotateCw, Square } from 'lucide-react';
import { type ReactNode, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import type { PreferencesInFrame } from '@/cells/bridge/preferences';
import { Button, IconButton } from '@/components/ui/button';
import { toast } from '@/components/ui/toast';
import { readCells, readPresents, readValues, writeValues } from './address-words';
import styles from './app-frame.module.css';
import type { AppSource } from './app-source';
import { type AppState, type OpenApp, openApp } from './open-app';

export interface AppFrameProps {
  readonly source: AppSource;
  readonly theme: 'light' | 'dark';
  /** Sizes of type as the reader wants them. */
  readonly preferences?: PreferencesInFrame;
  /** In another page: nothing but the outputs. */
  readonly isEmbedded?: boolean;
  /** Before the title. */
  readonly lead?: ReactNode;
  /** Further acts. */
  readonly acts?: ReactNode;
  onState?(state: AppState): void;
}

/** An app on its page: its title, what state it is in, the frame, and calmly why it cannot be shown. */
export function AppFrame({
  source,
  theme,
  preferences,
  isEmbedded = false,
  lead,
  acts,
  onState,
}: AppFrameProps) {
  const container = useRef<HTMLDivElement>(null);
  const [app, setApp] = useState<OpenApp>();
  // biome-ignore lint/correctness/useExhaustiveDependencies: an app is opened once; theme and preferences are handed on below
  useEffect(() => {
    if (!container.current) return;
    const opened = openApp({
      ...{ source, container: container.current, theme, preferences, isEmbedded },
      values: readValues(location.search),
      cells: readCells(location.search),
      presents: readPresents(location.search),
    });
    setApp(opened);
    return () => opened.end();
  }, [source]);
  useEffect(() => app?.order('theme', { theme }), [app, theme]);
  useEffect(() => preferences && app?.order('preferences', preferences), [app, preferences]);
  const state = useSyncExternalStore(
    app?.subscribe ?? nothing,
    () => app?.get(),
    () => undefined,
  );
  useEffect(() => {
    if (state) onState?.(state);
  }, [state, onState]);
  useEffect(() => {
    if (state?.notebook && !isEmbedded) document.title = state.notebook.title;
  }, [state?.notebook, isEmbedded]);
  useEffect(() => {
    const onChange = () => {
      if (!document.fullscreenElement) app?.order('present', { on: false });
    };
    document.addEventListener('fullscreenchange', onChange);
    return () => document.removeEventListener('fullscreenchange', onChange);
  }, [app]);
  useEffect(() => {
    if (state && !state.isPresenting && document.fullscreenElement === container.current)
      void document.exitFullscreen().catch(() => {});
  }, [state]);

  const present = () => {
    void container.current?.requestFullscreen?.().catch(() => {}); // the window will do
    app?.order('present', { on: true });
  };
  const copyLink = async () => {
    try {
      const values = (await app?.values()) ?? {};
      await navigator.clipboard.writeText(writeValues(location.href, values));
      toast.done('The link with these values is copied.');
    } catch (error) {
      toast.failed(`Not copied: ${error instanceof Error ? error.message : String(error)}`);
    }
  };

  const isReady = state?.phase === 'running';
  return (
    <div className={styles.app} data-embedded={isEmbedded || undefined}>
      {!isEmbedded && (
        <header className={styles.bar}>
          {lead}
          <h1>{state?.notebook?.title ?? ''}</h1>
          {state && <StateWords state={state} />}
          <span className={styles.acts}>
            {state?.status && state.status.running > 0 && (
              <IconButton label="Stop what runs" icon={Square} onClick={() => app?.order('stop', {})} />
            )}
            <IconButton label="Run anew" icon={RotateCw} disabled={!state} onClick={() => app?.reload()} />
            <IconButton
              label="Copy link with these values"
              icon={Link2}
              disabled={!isReady}
              onClick={() => void copyLink()}
            />
            <IconButton
              label="Present by sections"
              icon={Presentation}
              disabled={!isReady}
              onClick={present}
            />
            {acts}
          </span>
        </header>
      )}
      {state?.isBusy && (
        <div className={styles.notice} role="alert">
          <span>This app does not answer: a part of it takes very long, or never ends.</span>
          <Button onClick={() => app?.reload()}>Run anew</Button>
        </div>
      )}
      {state?.phase === 'ended' && (
        <div className={styles.ended} role="alert">
          <h2>This cannot be shown</h2>
          <p>{state.ended}</p>
          <Button icon={RotateCw} onClick={() => app?.reload()}>
            Try again
          </Button>
        </div>
      )}
      {state?.phase !== 'running' && state?.phase !== 'ended' && (
        <div className={styles.opening} role="status">
          <span className={styles.line} />
          <span className={styles.line} />
          <span className={styles.block} />
          <span className={styles.words}>Opening …</span>
        </div>
      )}
      <div ref={container} className={styles.frame} data-opening={!isReady || undefined} />
    </div>
  );
}

/** The last run, in words. */
function StateWords({ state: { status, ranAt, phase } }: { state: AppState }) {
  if (phase !== 'running' || !status) return null;
  if (status.running > 0)
    return (
      <span className={styles.state} role="status" data-state="running">
        running, {status.running} to go
      </span>
    );
  return (
    <span className={styles.state} role="status" data-state={status.failed > 0 ? 'failed' : 'ran'}>
      {status.failed > 0
        ? `${status.failed === 1 ? 'one part' : `${status.failed} parts`} could not be made`
        : 'up to date'}
      {ranAt && `, ran at ${ranAt.toLocaleTimeString(undefined, { hour: '2-digit', minute: '2-digit' })}`}
    </span>
  );
}

const nothing = () => () => {};
