import { useQueryClient } from '@tanstack/react-query';
import {
  AppWindow,
  CalendarClock,
  Download,
  Ellipsis,
  LayoutDashboard,
  Link2,
  Mail,
  PanelRight,
  Play,
  Presentation,
  Share2,
  ShieldOff,
  Square,
  Trash2,
} from 'lucide-react';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { useEffect, useState } from 'react';
import { api, errorMessage } from '@/components/api';
import { NotebookMailDialog } from '@/components/mails/notebook-mail-dialog';
import { keys } from '@/components/notebook/keys';
import { ScheduleDialog } from '@/components/schedules/schedule-dialog';
import { useMenuInPalette } from '@/components/shell/use-menu-in-palette';
import { Button, IconButton } from '@/components/ui/button';
import { formatExact } from '@/components/ui/format';
import { Menu, type MenuItem } from '@/components/ui/menu';
import { Time } from '@/components/ui/time';
import { toast } from '@/components/ui/toast';
import { writeValues } from './app/address-words';
import type { SaveState } from './autosave';
import { ExportDialog } from './export-dialog';
import styles from './notebook-bar.module.css';
import type { NotebookSession, SessionState } from './notebook-session';
import { PeopleHere } from './people-here';
import { ShareDialog } from './share-dialog';

const runModes = [
  { mode: 'auto', label: 'Cells run by themselves' },
  { mode: 'lazy', label: 'Cells run when looked at' },
  { mode: 'manual', label: 'Cells run when asked' },
] as const;

/** What the palette has by its keys, or by the places of the menu that are theirs. */
const said = new Set(['Run all cells', ...keys.map(({ says }) => says)]);

export function NotebookBar(props: {
  title: string;
  notebookId: string;
  session?: NotebookSession;
  state?: SessionState;
  panel: boolean;
  onPanel(): void;
  onDeleted(): void;
}) {
  const { title, notebookId, session, state, panel, onPanel, onDeleted } = props;
  const status = state?.status;
  const ready = state?.phase === 'running';
  const [scheduling, setScheduling] = useState(false);
  const [sharing, setSharing] = useState(false);
  const [exporting, setExporting] = useState(false);
  const [previewing, setPreviewing] = useState(false);
  const router = useRouter();
  const client = useQueryClient();
  const refresh = () => client.invalidateQueries({ queryKey: ['notebooks'] });

  /** A schedule runs a saved revision: what stands here now. */
  const schedule = async () => {
    try {
      await session?.saveNow();
      setScheduling(true);
    } catch (error) {
      toast.failed(errorMessage(error));
    }
  };

  /** What is shared is what stands here now. */
  const share = async () => {
    try {
      await session?.saveNow();
      setSharing(true);
    } catch (error) {
      toast.failed(errorMessage(error));
    }
  };

  const openAsApp = async () => {
    try {
      await session?.saveNow();
      router.push(`/notebooks/${notebookId}/app`);
    } catch (error) {
      toast.failed(errorMessage(error));
    }
  };

  const copyLink = async () => {
    try {
      const values = (await session?.values()) ?? {};
      await navigator.clipboard.writeText(writeValues(location.href, values));
      toast.done('The link with these values is copied.');
    } catch (error) {
      toast.failed(errorMessage(error));
    }
  };

  const remove = async () => {
    try {
      await session?.saveNow();
      await api.notebooks.delete.mutate({ id: notebookId });
      void refresh();
      onDeleted();
      toast.done(`“${title}” was deleted.`, () => {
        api.notebooks.restore
          .mutate({ id: notebookId })
          .then(refresh, (error) => toast.failed(errorMessage(error)));
      });
    } catch (error) {
      toast.failed(errorMessage(error));
    }
  };

  const items: MenuItem[] = [
    {
      label: 'Run all cells',
      icon: Play,
      disabled: !ready,
      onSelect: () => session?.order('run', { which: 'all' }),
    },
    {
      label: 'Open without running',
      icon: ShieldOff,
      disabled: !session,
      onSelect: () => session?.reopen('safe'),
    },
    'separator',
    ...runModes.map(({ mode, label }) => ({
      label,
      checked: status?.runMode === mode,
      disabled: !ready,
      onSelect: () => session?.order('runMode', { mode }),
    })),
    'separator',
    {
      label: 'Share …',
      icon: Share2,
      disabled: !session,
      onSelect: () => void share(),
    },
    {
      label: 'Open as app',
      icon: AppWindow,
      disabled: !session,
      onSelect: () => void openAsApp(),
    },
    {
      label: 'Arrange the app',
      icon: LayoutDashboard,
      disabled: !ready,
      onSelect: () => session?.order('act', { name: 'Arrange the app' }),
    },
    {
      label: 'Present by sections',
      icon: Presentation,
      disabled: !ready,
      onSelect: () => session?.present(),
    },
    {
      label: 'Copy link with these values',
      icon: Link2,
      disabled: !ready,
      onSelect: () => void copyLink(),
    },
    'separator',
    {
      label: 'Download as …',
      icon: Download,
      disabled: !session,
      onSelect: () => setExporting(true),
    },
    {
      label: 'Schedule',
      icon: CalendarClock,
      disabled: !session,
      onSelect: () => void schedule(),
    },
    {
      label: 'Preview the mail',
      icon: Mail,
      disabled: !ready,
      onSelect: () => setPreviewing(true),
    },
    'separator',
    { label: 'Delete notebook', icon: Trash2, danger: true, onSelect: () => void remove() },
  ];
  useMenuInPalette('The menu of this notebook', items, said);

  return (
    <header className={styles.bar}>
      <nav aria-label="Breadcrumb" className={styles.crumbs}>
        <Link href="/notebooks" prefetch={false}>
          Notebooks
        </Link>
        <span aria-hidden>/</span>
      </nav>
      <h1 className={styles.heading}>
        <TitleField
          title={title}
          onChange={(next) => session?.order('title', { title: next })}
          disabled={!ready}
        />
      </h1>
      {state && <SaveWord save={state.save} onRetry={() => void session?.saveNow()} />}
      {session && state && <PeopleHere session={session} state={state} />}
      <div className={styles.acts}>
        {status && status.failed > 0 && <span className={styles.failed}>✕ {status.failed} failed</span>}
        {status && status.running > 0 ? (
          <Button icon={Square} onClick={() => session?.order('stop', {})}>
            Stop
          </Button>
        ) : (
          <Button
            icon={Play}
            disabled={!ready}
            onClick={() => session?.order('run', { which: status?.stale ? 'stale' : 'all' })}
          >
            {status?.stale ? `Run ${status.stale} stale` : 'Run all'}
          </Button>
        )}
        <Menu trigger={<IconButton label="More" icon={Ellipsis} />} items={items} />
        <IconButton
          label={panel ? 'Hide the panel' : 'Show the panel'}
          icon={PanelRight}
          onClick={onPanel}
          aria-pressed={panel}
        />
      </div>
      {sharing && session && (
        <ShareDialog
          notebookId={notebookId}
          revision={session.revision()}
          onClose={() => setSharing(false)}
        />
      )}
      {exporting && session && (
        <ExportDialog notebookId={notebookId} session={session} onClose={() => setExporting(false)} />
      )}
      {previewing && session && (
        <NotebookMailDialog
          notebookId={notebookId}
          status={status}
          look={async () => ({ html: session.html(), ...(await session.show()) })}
          onClose={() => setPreviewing(false)}
        />
      )}
      {scheduling && (
        <ScheduleDialog
          notebookId={notebookId}
          onDone={(scheduleId) => {
            setScheduling(false);
            if (scheduleId) router.push(`/schedules/${scheduleId}`);
          }}
        />
      )}
    </header>
  );
}

function TitleField(props: { title: string; onChange(title: string): void; disabled: boolean }) {
  const [text, setText] = useState(props.title);
  useEffect(() => setText(props.title), [props.title]);
  const commit = () => {
    const title = text.trim();
    if (!title) setText(props.title);
    else if (title !== props.title) props.onChange(title);
  };
  return (
    <input
      className={styles.title}
      aria-label="Title"
      value={text}
      maxLength={500}
      disabled={props.disabled}
      onChange={(event) => setText(event.target.value)}
      onBlur={commit}
      onKeyDown={(event) => {
        if (event.key === 'Enter') event.currentTarget.blur();
        if (event.key === 'Escape') setText(props.title);
      }}
    />
  );
}

function SaveWord({ save, onRetry }: { save: SaveState; onRetry(): void }) {
  switch (save.kind) {
    case 'saved':
      return (
        <span className={styles.save} title={save.at && formatExact(save.at)} data-save="saved">
          saved
          {save.at && (
            <>
              {' '}
              · <Time value={save.at} />
            </>
          )}
        </span>
      );
    case 'unsaved':
    case 'saving':
      return (
        <span className={styles.save} data-save={save.kind}>
          {save.kind === 'saving' ? 'saving …' : 'unsaved changes'}
        </span>
      );
    case 'failed':
      return (
        <span className={styles.notSaved} role="alert" data-save="failed">
          <span className={styles.reason} title={save.reason}>
            not saved<span className={styles.more}>: {save.reason}</span>
          </span>
          <button type="button" className={styles.retry} onClick={onRetry}>
            Try again
          </button>
        </span>
      );
    case 'offline':
      return (
        <span className={styles.notSaved} role="status" data-save="offline">
          <span
            className={styles.reason}
            title="The server does not answer. What you write merges with what others write as soon as it does."
          >
            offline<span className={styles.more}> – kept in this browser</span>
          </span>
          <button type="button" className={styles.retry} onClick={onRetry}>
            Try again
          </button>
        </span>
      );
  }
}
