import { useQuery } from '@tanstack/react-query';
import { ArrowDown, ArrowUp } from 'lucide-react';
import { useMemo, useRef, useSyncExternalStore } from 'react';
import { compareNotebooks } from '@/cells/document/compare';
import type { Cell, Notebook } from '@/cells/document/notebook';
import { parseNotebook } from '@/cells/document/parse';
import { serializeNotebook } from '@/cells/document/serialize';
import { api, errorMessage } from '@/components/api';
import { Button, IconButton } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { ErrorNotice } from '@/components/ui/error-notice';
import { Field, Select } from '@/components/ui/field';
import { Loading } from '@/components/ui/progress';
import { toast } from '@/components/ui/toast';
import type { NotebookSession } from '../notebook-session';
import { Comparison } from './comparison';
import styles from './comparison.module.css';
import { useKeptOutputs } from './use-kept-outputs';

/** A revision by its number, or the notebook as it stands. */
export type RevisionChoice = number | 'now';

interface Chosen {
  readonly before: RevisionChoice;
  readonly after: RevisionChoice;
}

/** Two states of the notebook beside each other, cell by cell. Nothing runs here. */
export function ComparisonDialog(props: {
  notebookId: string;
  session: NotebookSession;
  chosen: Chosen;
  /** Revisions that are offered by name; others can be had from the list. */
  choices: readonly { readonly revision: number; readonly label: string }[];
  onChoose(chosen: Chosen): void;
  onClose(): void;
}) {
  const { notebookId, session, chosen, choices, onChoose, onClose } = props;
  const body = useRef<HTMLDivElement>(null);
  const now = useSyncExternalStore(session.subscribe, session.html);
  const before = useRevision(notebookId, chosen.before, now);
  const after = useRevision(notebookId, chosen.after, now);
  const current = useMemo(() => parseNotebook(now), [now]);
  const comparison = useMemo(
    () => before.notebook && after.notebook && compareNotebooks(before.notebook, after.notebook),
    [before.notebook, after.notebook],
  );
  const shownBefore = useKeptOutputs(notebookId, before.revisionId);
  const shownAfter = useKeptOutputs(notebookId, after.revisionId);

  const restore = () => {
    if (!before.html) return;
    const was = session.html();
    session.replace(before.html);
    onClose();
    toast.done(`Revision ${chosen.before} is back.`, () => session.replace(was));
  };
  const restoreCell = (cell: Cell) => {
    const was = current.cells.find(({ id }) => id === cell.id);
    putCell(session, cell, before.notebook);
    toast.done(was ? 'The cell is as it was.' : 'The cell is back.', () =>
      was ? putCell(session, was) : session.order('dropCell', { cellId: cell.id }),
    );
  };
  const go = (step: 1 | -1) => goToChange(body.current, step);

  const offered = [
    { value: 'now', label: 'Now' },
    ...withChosen(choices, chosen).map(({ revision, label }) => ({ value: String(revision), label })),
  ];
  const choose = (side: keyof Chosen) => (value: string) =>
    onChoose({ ...chosen, [side]: value === 'now' ? 'now' : Number(value) });
  const failure = before.error ?? after.error;
  const isRestorable = chosen.before !== 'now';
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title="What changed"
      width={1120}
      footer={
        <>
          <Button onClick={onClose}>Close</Button>
          {isRestorable && (
            <Button variant="primary" disabled={!before.html || before.html === now} onClick={restore}>
              {before.html === now ? 'As it is now' : `Restore revision ${chosen.before}`}
            </Button>
          )}
        </>
      }
    >
      <div className={styles.choice}>
        <Field label="From">
          <Select value={String(chosen.before)} onChange={choose('before')} options={offered} />
        </Field>
        <Field label="To">
          <Select value={String(chosen.after)} onChange={choose('after')} options={offered} />
        </Field>
        <span className={styles.steps}>
          <IconButton label="The change before" icon={ArrowUp} onClick={() => go(-1)} />
          <IconButton label="The next change" icon={ArrowDown} onClick={() => go(1)} />
        </span>
      </div>
      {failure !== undefined && <ErrorNotice message={errorMessage(failure)} />}
      {failure === undefined && !comparison && <Loading />}
      {comparison && (
        <div ref={body} className={styles.body}>
          <Comparison
            comparison={comparison}
            outputs={{ before: shownBefore, after: shownAfter }}
            current={current}
            onRestore={isRestorable ? restoreCell : undefined}
          />
        </div>
      )}
    </Dialog>
  );
}

function useRevision(notebookId: string, choice: RevisionChoice, now: string) {
  const read = useQuery({
    queryKey: ['notebooks', 'revision', notebookId, choice],
    queryFn: () => api.notebooks.read.query({ id: notebookId, revision: choice === 'now' ? 0 : choice }),
    enabled: choice !== 'now',
    staleTime: Number.POSITIVE_INFINITY,
  });
  const html = choice === 'now' ? now : read.data?.html;
  const notebook = useMemo(() => (html === undefined ? undefined : parseNotebook(html)), [html]);
  return {
    html,
    notebook,
    revisionId: choice === 'now' ? undefined : read.data?.revisionId,
    error: choice === 'now' ? undefined : (read.error ?? undefined),
  };
}

/** The cell takes the place of the one with its id; where there is none, it comes back below what it stood below in `home`. */
function putCell(session: NotebookSession, cell: Cell, home?: Notebook): void {
  const place = home?.cells.findIndex(({ id }) => id === cell.id) ?? -1;
  session.order('putCell', {
    html: serializeNotebook({ title: '', attributes: {}, cells: [cell] }),
    below: (home?.cells.slice(0, Math.max(0, place)) ?? []).map(({ id }) => id).reverse(),
  });
}

/** A revision that was reached from elsewhere is offered too. */
function withChosen(
  choices: readonly { readonly revision: number; readonly label: string }[],
  { before, after }: Chosen,
) {
  const known = new Set(choices.map(({ revision }) => revision));
  const others = [...new Set([before, after])].filter(
    (choice): choice is number => choice !== 'now' && !known.has(choice),
  );
  return [...choices, ...others.map((revision) => ({ revision, label: `Revision ${revision}` }))].sort(
    (a, b) => b.revision - a.revision,
  );
}

/** The focus goes to the next cell that differs, or the one before. */
function goToChange(body: HTMLElement | null, step: 1 | -1): void {
  const changes = [...(body?.querySelectorAll<HTMLElement>('[data-differs]') ?? [])];
  const at = changes.findIndex((one) => one.contains(document.activeElement));
  const next = at < 0 ? (step > 0 ? 0 : changes.length - 1) : (at + step + changes.length) % changes.length;
  changes[next]?.focus();
  changes[next]?.scrollIntoView({ block: 'nearest' });
}
