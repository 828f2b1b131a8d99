import {
  Database,
  History as HistoryIcon,
  ListTree,
  type LucideIcon,
  MessageSquare,
  Package,
  Paperclip,
  Variable,
  Workflow,
  X,
} from 'lucide-react';
import type { ReactNode } from 'react';
import { IconButton } from '@/components/ui/button';
import { Tabs } from '@/components/ui/tabs';
import { CommentsPanel } from './comments/comments-panel';
import { type Comments, countUnread } from './comments/use-comments';
import { DataPanel } from './data-panel';
import { FilesPanel } from './files/files-panel';
import { FlowPanel } from './flow-panel';
import { HistoryPanel } from './history/history-panel';
import styles from './notebook-panel.module.css';
import type { NotebookSession, SessionState } from './notebook-session';
import { PackagesPanel } from './packages-panel';
import type { Granted } from './use-granted';
import { VariablesPanel } from './variables-panel';

export const panelWords = {
  data: 'Data',
  files: 'Files',
  outline: 'Outline',
  flow: 'Flow',
  variables: 'Values',
  packages: 'Packages',
  history: 'History',
  comments: 'Comments',
} as const;
export type PanelName = keyof typeof panelWords;
export const panelNames = Object.keys(panelWords) as PanelName[]; // its own keys

export function NotebookPanel(props: {
  notebookId: string;
  session: NotebookSession;
  state: SessionState;
  granted: Granted;
  comments: Comments;
  /** The cell at which somebody wants to comment. */
  asked?: number;
  onAsked(cellId: number | undefined): void;
  tab: string;
  onTab(tab: string): void;
  onFile(file: File): void;
  onAttach(): void;
  onClose(): void;
}) {
  const { notebookId, session, state, granted, onFile, onAttach, onClose } = props;
  const { comments, asked, onAsked, tab, onTab } = props;
  const unread = countUnread(comments.threads);
  return (
    <aside className={styles.panel} aria-label="About this notebook">
      <IconButton className={styles.close} label="Hide the panel" icon={X} onClick={onClose} />
      <Tabs
        label="About this notebook"
        value={tab}
        onChange={onTab}
        tabs={[
          {
            ...marked('data', Database),
            content: (
              <DataPanel
                notebookId={notebookId}
                session={session}
                state={state}
                granted={granted}
                onFile={onFile}
                onAttach={onAttach}
              />
            ),
          },
          {
            ...marked('files', Paperclip),
            content: <FilesPanel notebookId={notebookId} session={session} state={state} />,
          },
          {
            ...marked('outline', ListTree),
            content: <Outline session={session} outline={state.outline} />,
          },
          {
            ...marked('flow', Workflow),
            content: <FlowPanel session={session} state={state} />,
          },
          {
            ...marked('variables', Variable),
            content: <VariablesPanel session={session} state={state} />,
          },
          {
            ...marked('packages', Package),
            content: <PackagesPanel notebookId={notebookId} session={session} state={state} />,
          },
          {
            ...marked('history', HistoryIcon),
            content: <HistoryPanel notebookId={notebookId} session={session} save={state.save} />,
          },
          {
            ...marked(
              'comments',
              MessageSquare,
              unread > 0 && (
                <span className={styles.unread} role="img" aria-label={`${unread} not read`}>
                  {unread}
                </span>
              ),
            ),
            content: <CommentsPanel session={session} comments={comments} asked={asked} onAsked={onAsked} />,
          },
        ]}
      />
    </aside>
  );
}

/** All in one row: a sign each, and the word of the one that is open. */
const marked = (value: PanelName, Icon: LucideIcon, more?: ReactNode) => ({
  value,
  title: panelWords[value],
  label: (
    <span className={styles.mark}>
      <Icon size={16} aria-hidden />
      <span className={styles.word}>{panelWords[value]}</span>
      {more}
    </span>
  ),
});

function Outline({ session, outline }: { session: NotebookSession; outline: SessionState['outline'] }) {
  if (outline.length === 0)
    return <p className={styles.hint}>Headings of text cells, and cells that define a name, stand here.</p>;
  return (
    <ol className={styles.outline}>
      {outline.map(({ cellId, level, text }, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: one cell may have the same heading twice
        <li key={`${cellId} ${place}`} style={{ paddingLeft: 12 * Math.max(0, level - 1) }}>
          <button
            type="button"
            className={styles.entry}
            onClick={() => session.order('scrollTo', { cellId })}
          >
            {text}
          </button>
        </li>
      ))}
    </ol>
  );
}
