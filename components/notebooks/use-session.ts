import { type RefObject, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { errorMessage } from '@/components/api';
import { openKeys } from '@/components/settings/keys/keys-dialog';
import { openPalette } from '@/components/shell/command-palette';
import { useTheme } from '@/components/shell/theme';
import { usePreferencesInFrame } from '@/components/shell/use-preferences-in-frame';
import { toast } from '@/components/ui/toast';
import { readValues } from './app/address-words';
import { openCheckpoints } from './checkpoints';
import { copyNotebook } from './copy-notebook';
import { takeEarlyFrame } from './early-frame';
import { createFrameAssets } from './frame-assets';
import { loadFrame } from './load-frame';
import type { NotebookSession, SavedNotebook, SessionState } from './notebook-session';
import { openRunLog } from './open-run-log';
import { type Asked, createPageAnswers } from './page-answers';
import { readPersonName } from './person-name';
import { readDocument } from './read-document';
import type { RunLog } from './run-log';

/** Opens the notebook in `container` for as long as the component stands. */
export function useSession(
  notebook: SavedNotebook,
  container: RefObject<HTMLElement | null>,
  /** Somebody wants to comment on a cell. */
  onCommentsAsked: (cellId: number) => void,
): {
  session?: NotebookSession;
  state?: SessionState;
  asked?: Asked;
  /** Asks the person the same way as the notebook does. */
  ask(asked: Asked | undefined): void;
  failure?: string;
} {
  const [session, setSession] = useState<NotebookSession>();
  const [asked, setAsked] = useState<Asked>();
  const [failure, setFailure] = useState<string>();
  const theme = useTheme();
  const preferences = usePreferencesInFrame();
  const asking = useRef(onCommentsAsked);
  useEffect(() => {
    asking.current = onCommentsAsked;
  });

  // biome-ignore lint/correctness/useExhaustiveDependencies: a session is opened once; theme and preferences are handed on below
  useEffect(() => {
    const place = container.current;
    if (!place) return;
    let opened: NotebookSession | undefined;
    let left = false;
    /** What runs is what is typed: it is saved first. Undefined where that does not come to pass. */
    const savedRevision = async () => {
      await Promise.race([opened?.saveNow(), new Promise((resolve) => setTimeout(resolve, 5000))]);
      return opened?.get().save.kind === 'saved' ? opened.revision() : undefined;
    };
    const opening = openRunLog({ notebookId: notebook.id, revision: savedRevision });
    const runLog: Pick<RunLog, 'tell'> = { tell: async (events) => (await opening).tell(events) };
    const checkpoints = openCheckpoints(notebook.id);
    // The address of a notebook that hangs when it runs, from elsewhere: `?safe`.
    const safe = new URLSearchParams(location.search).has('safe');
    const early = takeEarlyFrame(notebook.id, place);
    const assets = early?.assets ?? createFrameAssets();
    const loading =
      early?.loading ?? loadFrame({ container: place, assets, theme, html: safe ? '' : notebook.html });
    const written = early ? early.document.catch(() => readDocument(notebook.id)) : readDocument(notebook.id);
    const begin = async () => {
      const [{ openSession }, document] = await Promise.all([loadSession(), written]);
      return openSession(
        {
          notebook,
          document,
          liveUrl: new URL(`/api/notebooks/${notebook.id}/live`, location.href.replace(/^http/, 'ws')).href,
          name: readPersonName(),
          container: place,
          assets,
          loading,
          theme,
          preferences,
          safe,
          values: readValues(location.search),
          answers: createPageAnswers({
            notebookId: notebook.id,
            ask: setAsked,
            save: async () => opened?.saveNow(),
            runLog,
            checkpoints: checkpoints.answers,
          }),
          onFrameGone: () => void opening.then((log) => log.endOpenRuns()),
          onCommentsAsked: (cellId) => asking.current(cellId),
          onKey: (key) => {
            if (key === 'mod+k') openPalette();
            if (key === '?') openKeys();
            if (key === 'mod+s') void opened?.saveNow();
          },
        },
        async ({ title, html }) => {
          await copyNotebook({ from: notebook.id, title: `${title} (recovered)`, html });
          toast.done(`Edits of another closed tab were kept as “${title} (recovered)”.`);
        },
      );
    };
    begin().then(
      (ready) => {
        if (left) return ready.end();
        opened = ready;
        setSession(ready);
      },
      (error) => {
        loading.element.remove();
        setFailure(errorMessage(error));
      },
    );
    return () => {
      left = true;
      opened?.end();
      loading.element.remove();
      void opening.then((log) => log.close());
      checkpoints.close();
      setSession(undefined);
    };
  }, [notebook.id]);

  useEffect(() => session?.order('theme', { theme }), [session, theme]);
  useEffect(() => session?.order('preferences', preferences), [session, preferences]);

  const state = useSyncExternalStore(
    session?.subscribe ?? noSession,
    () => session?.get(),
    () => undefined,
  );
  return { session, state, asked, ask: setAsked, failure };
}

const noSession = () => () => {};

/** With what documents are made of: the server, which draws this page first, needs none of it. */
const loadSession = () => import('./notebook-session');
// On its way while the page comes to life.
if (typeof window !== 'undefined') void loadSession().catch(() => {});
