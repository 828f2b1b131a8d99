import type { RequestInput, RequestOutput } from '@/cells/bridge/messages';
import type { FrameAnswers } from '@/cells/bridge/port';
import { searchNews } from '@/cells/bridge/trials';
import { api } from '@/components/api';
import { saveFile } from '@/components/ui/save-file';
import { toast } from '@/components/ui/toast';
import type { CheckpointAnswers } from './checkpoints';
import { type ImportAsked, importNotebook } from './import-notebook';
import { loadPackage } from './load-package';
import { maySearchElsewhere, openSearch } from './open-search';
import { passingErrors } from './passing-errors';
import { refusal } from './refusal';
import type { RunLog } from './run-log';

/** Requests of the frame that a person answers in a dialog of the trusted page. */
export type AskedRequest = 'dataset.propose' | 'dataset.attach' | 'model.promote' | 'search.open';

/** One of them, open in a dialog. */
export type Asked =
  | {
      [K in AskedRequest]: {
        readonly request: K;
        readonly input: RequestInput<K>;
        answer(output: RequestOutput<K>): void;
      };
    }[AskedRequest]
  | {
      readonly request: 'notebook.import';
      readonly input: ImportAsked;
      /** Whether it was allowed. */
      answer(isAllowed: boolean): void;
    };

export interface PageAnswersOptions {
  readonly notebookId: string;
  /** Shows the dialog; `undefined` takes it away. */
  ask(asked: Asked | undefined): void;
  /** Saves what is not saved: a model refers to the revision that made it. */
  save(): Promise<void>;
  /** Where the page keeps what trainings tell, until the server has it. */
  readonly runLog: Pick<RunLog, 'tell'>;
  readonly checkpoints: CheckpointAnswers;
}

/** Answers to the frame, from the notebook's grants or by a person, never from the viewer's rights. */
export function createPageAnswers({
  notebookId,
  ask,
  save,
  runLog,
  checkpoints,
}: PageAnswersOptions): Omit<FrameAnswers, 'asset.load'> {
  let asking = false;
  let opening: Promise<unknown> = Promise.resolve();
  let importing: Promise<unknown> = Promise.resolve();

  /** One table travels at a time, so that the room that each finds is true. */
  const openNext = (input: RequestInput<'search.open'>): Promise<{ searchId: string }> => {
    const opened = opening.then(() => passingErrors(openSearch(notebookId, input)));
    opening = opened.catch(() => {});
    return opened;
  };

  /** One dialog at a time, so that a notebook cannot pile them up. */
  const askPerson =
    <K extends AskedRequest>(request: K) =>
    async (input: RequestInput<K>): Promise<RequestOutput<K>> => {
      if (asking)
        throw refusal('busy', 'Another question of this notebook is still open. Answer that one first.');
      asking = true;
      try {
        return await new Promise<RequestOutput<K>>((answer) => {
          // The dialog is chosen by `request`, and answers with that request's output.
          ask({ request, input, answer } as unknown as Asked);
        });
      } finally {
        asking = false;
        ask(undefined);
      }
    };

  // One at a time, so that a notebook cannot pile them up.
  const tell = (said: string) => toast.failed(said, 'notebook.import');

  const askForImport = async (input: ImportAsked): Promise<boolean> => {
    if (asking) {
      tell(
        'Another question of this notebook is still open. Answer that one first, then run the cell that imports.',
      );
      return false;
    }
    asking = true;
    try {
      return await new Promise<boolean>((answer) => ask({ request: 'notebook.import', input, answer }));
    } finally {
      asking = false;
      ask(undefined);
    }
  };

  /** One after the other: what was allowed for one cell is allowed for the next. */
  const importNext = (input: RequestInput<'notebook.import'>) => {
    const imported = importing.then(() =>
      passingErrors(importNotebook(notebookId, input, { ask: askForImport, tell })),
    );
    importing = imported.catch(() => {});
    return imported;
  };

  return {
    ...checkpoints,
    ...createReadAnswers(notebookId),
    'notebook.import': importNext,
    'dataset.propose': askPerson('dataset.propose'),
    'dataset.attach': askPerson('dataset.attach'),
    'model.promote': async (proposal) => {
      await save();
      return askPerson('model.promote')(proposal);
    },
    'search.workers': () => passingErrors(api.searches.workers.query({})),
    // Asked of the person once; the notebook keeps the answer as a grant.
    'search.open': async (input) =>
      (await passingErrors(maySearchElsewhere(notebookId)))
        ? openNext(input)
        : askPerson('search.open')(input),
    'search.ask': (input) => passingErrors(api.searches.ask.mutate({ notebookId, ...input })),
    'search.follow': async (input) => {
      const news = await passingErrors(api.searches.follow.mutate({ notebookId, ...input }));
      return searchNews.parse(news);
    },
    'search.close': (input) => passingErrors(api.searches.close.mutate({ notebookId, ...input })),
    'run.log': async ({ events }) => {
      await runLog.tell(events);
      return {};
    },
    'run.open': async ({ runId }) => {
      if (!navigator.userActivation.isActive)
        throw refusal(
          'forbidden',
          'A notebook may show a run only right after you asked for it. Click again.',
        );
      window.open(`/experiments/runs/${runId}`, '_blank', 'noopener');
      return {};
    },
    'package.load': (input) => passingErrors(loadPackage(notebookId, input)),
    'file.save': async ({ name, blob }) => {
      // A click in the frame counts for its page too; a notebook that merely runs has none.
      if (!navigator.userActivation.isActive)
        throw refusal(
          'forbidden',
          'A notebook may save a file only right after you asked for it. Click again.',
        );
      saveFile(name, blob);
      return {};
    },
  };
}

/** What a notebook reads by its grants, whoever opened it and for what. Nothing here changes anything. */
export const createReadAnswers = (
  notebookId: string,
): Pick<
  FrameAnswers,
  | 'dataset.list'
  | 'dataset.open'
  | 'connection.list'
  | 'connection.query'
  | 'connection.tables'
  | 'connection.columns'
  | 'model.read'
  | 'predictions.open'
  | 'predictions.sketch'
  | 'run.list'
  | 'file.open'
  | 'notebook.import'
> => ({
  'file.open': async ({ name, hash, notebook: imported }) => {
    const { path } = await passingErrors(api.notebooks.openFile.query({ notebookId, name, hash, imported }));
    return { url: location.origin + path };
  },
  'notebook.import': (input) => passingErrors(importNotebook(notebookId, input)),
  'dataset.list': ({ notebook: imported }) =>
    passingErrors(api.datasets.listGranted.query({ notebookId, imported })),
  'dataset.open': async ({ table, notebook: imported }) => {
    const opened = await passingErrors(api.datasets.openGranted.query({ notebookId, table, imported }));
    return {
      ...opened,
      database: location.origin + opened.database,
      source: location.origin + opened.source,
    };
  },
  'connection.list': () => passingErrors(api.connections.listGranted.query({ notebookId })),
  'connection.query': async (input) => {
    const { path } = await passingErrors(api.connections.openQuery.mutate({ notebookId, ...input }));
    return { url: location.origin + path };
  },
  'connection.tables': (input) =>
    passingErrors(api.connections.grantedTables.query({ notebookId, ...input })),
  'connection.columns': (input) =>
    passingErrors(api.connections.grantedColumns.query({ notebookId, ...input })),
  'model.read': async (input) => {
    const { manifest, profile, ...known } = await passingErrors(
      api.models.readGranted.query({ notebookId, ...input }),
    );
    return { ...known, manifest, profile };
  },
  'predictions.open': async (input) => {
    const opened = await passingErrors(api.models.openGrantedPredictions.query({ notebookId, ...input }));
    return { ...opened, database: location.origin + opened.database };
  },
  'predictions.sketch': (input) =>
    passingErrors(api.models.readGrantedSketches.query({ notebookId, ...input })),
  'run.list': (input) => passingErrors(api.runs.listGranted.query({ notebookId, ...input })),
});
