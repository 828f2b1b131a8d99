'use client';

import { useQuery } from '@tanstack/react-query';
import { Command } from 'cmdk';
import { Keyboard, Plus } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useEffect, useState } from 'react';
import { type ApiOutput, api, errorMessage } from '@/components/api';
import { openKeys } from '@/components/settings/keys/keys-dialog';
import { toast } from '@/components/ui/toast';
import { useSettled } from '@/components/ui/use-settled';
import styles from './command-palette.module.css';
import { createNotebook } from './new-notebook';
import { type PaletteGroup, useAddedGroups } from './palette-entries';
import { places } from './places';
import { choosePreference, preferenceEntries } from './preference-entries';
import { usePreferences } from './preferences';

/** Opens the palette from anywhere, the notebook frame's key notices too. */
export const openPalette = () => window.dispatchEvent(new Event('cellar:palette'));

/** ⌘K: every place, notebook, data set and model by name, and what can be done at once. */
export function CommandPalette() {
  const [open, setOpen] = useState(false);
  const [text, setText] = useState('');
  const wanted = useSettled(text.trim());
  const router = useRouter();
  const entries = preferenceEntries(usePreferences());
  const added = useAddedGroups();

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(event.metaKey || event.ctrlKey)) return;
      event.preventDefault();
      setOpen((was) => !was);
    };
    const onOpen = () => setOpen(true);
    window.addEventListener('keydown', onKey);
    window.addEventListener('cellar:palette', onOpen);
    return () => {
      window.removeEventListener('keydown', onKey);
      window.removeEventListener('cellar:palette', onOpen);
    };
  }, []);

  const notebooks = useQuery({
    queryKey: ['notebooks', 'list'],
    queryFn: () => api.notebooks.list.query({}),
    enabled: open,
  });
  const datasets = useQuery({
    queryKey: ['datasets', 'list'],
    queryFn: () => api.datasets.list.query({}),
    enabled: open,
  });
  const models = useQuery({
    queryKey: ['models', 'list'],
    queryFn: () => api.models.list.query({}),
    enabled: open,
  });

  const written = useQuery({
    queryKey: ['notebooks', 'search', wanted, 'palette'],
    queryFn: () => api.notebooks.search.query({ text: wanted, limit: 6 }),
    enabled: open && wanted.length > 1,
  });
  const found = wanted.length > 1 ? (written.data?.notebooks ?? []) : [];

  const act = (run: () => void) => () => {
    setOpen(false);
    run();
  };
  const go = (href: string) => act(() => router.push(href));

  return (
    <Command.Dialog
      open={open}
      onOpenChange={setOpen}
      label="Find anything"
      overlayClassName={styles.overlay}
      contentClassName={styles.dialog}
    >
      <Command.Input
        className={styles.input}
        placeholder="Find a notebook, its text or code, a data set, model or place"
        value={text}
        onValueChange={setText}
      />
      <Command.List className={styles.list}>
        {found.length === 0 && <Command.Empty className={styles.empty}>Nothing of that name.</Command.Empty>}
        {added.map((group) => (
          <Added key={group.heading} group={group} act={act} />
        ))}
        <Command.Group heading="Do">
          <Item
            onSelect={act(() =>
              createNotebook().then(
                ({ id }) => router.push(`/notebooks/${id}`),
                (error) => toast.failed(errorMessage(error)),
              ),
            )}
          >
            <Plus size={16} aria-hidden /> New notebook
          </Item>
          <Item onSelect={act(openKeys)}>
            <Keyboard size={16} aria-hidden /> Keys of notebooks, to read and to change
          </Item>
        </Command.Group>
        <Command.Group heading="Settings">
          {entries.map((entry) => (
            <Item key={entry.label} onSelect={act(() => choosePreference(entry))}>
              {entry.label}
            </Item>
          ))}
        </Command.Group>
        <Command.Group heading="Go to">
          {places.map(({ label, href, icon: Icon }) => (
            <Item key={href} onSelect={go(href)}>
              <Icon size={16} aria-hidden /> {label}
            </Item>
          ))}
        </Command.Group>
        <Named
          heading="Notebooks"
          rows={notebooks.data?.map(({ id, title }) => ({ id, name: title, href: `/notebooks/${id}` }))}
          go={go}
        />
        <Named
          heading="Data sets"
          rows={datasets.data?.map(({ id, name }) => ({ id, name, href: `/datasets/${id}` }))}
          go={go}
        />
        <Named
          heading="Models"
          rows={models.data?.map(({ id, name }) => ({ id, name, href: `/models/${name}` }))}
          go={go}
        />
        <Written found={found} go={go} />
      </Command.List>
    </Command.Dialog>
  );
}

type Found = ApiOutput['notebooks']['search']['notebooks'];

/** Cells in whose text it stands: they were found by the server, so the palette does not sift them again. */
function Written({ found, go }: { found: Found; go(href: string): () => void }) {
  const cells = found.flatMap(({ id, title, cells: inIt }) => inIt.map((cell) => ({ id, title, ...cell })));
  if (cells.length === 0) return null;
  return (
    <Command.Group heading="In notebooks" forceMount>
      {cells.slice(0, 12).map(({ id, title, cellId, preview }) => (
        <Command.Item
          key={`${id} ${cellId}`}
          className={styles.item}
          forceMount
          value={`cell ${id} ${cellId}`}
          onSelect={go(`/notebooks/${id}#cell-${cellId}`)}
        >
          <span className={styles.title}>{title}</span>
          <code className={styles.line}>
            {preview.stretches.map(({ text, isFound }, place) =>
              isFound ? (
                // biome-ignore lint/suspicious/noArrayIndexKey: a preview never changes
                <mark key={place}>{text}</mark>
              ) : (
                text
              ),
            )}
          </code>
        </Command.Item>
      ))}
    </Command.Group>
  );
}

const Item = ({
  children,
  onSelect,
  value,
}: {
  children: React.ReactNode;
  onSelect(): void;
  value?: string;
}) => (
  <Command.Item className={styles.item} onSelect={onSelect} value={value}>
    {children}
  </Command.Item>
);

/** What the page below adds. Entries may have one label: their place tells them apart. */
function Added({ group, act }: { group: PaletteGroup; act(run: () => void): () => void }) {
  if (group.entries.length === 0) return null;
  return (
    <Command.Group heading={group.heading}>
      {group.entries.map(({ label, shortcut, onSelect }, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the place is what tells them apart
        <Item key={`${label} ${place}`} value={`${label} ${group.heading} ${place}`} onSelect={act(onSelect)}>
          {label}
          {shortcut && <kbd className={styles.shortcut}>{shortcut}</kbd>}
        </Item>
      ))}
    </Command.Group>
  );
}

function Named({
  heading,
  rows,
  go,
}: {
  heading: string;
  rows?: { id: string; name: string; href: string }[];
  go(href: string): () => void;
}) {
  if (!rows?.length) return null;
  return (
    <Command.Group heading={heading}>
      {rows.map(({ id, name, href }) => (
        <Item key={id} value={`${name} ${id}`} onSelect={go(href)}>
          {name}
        </Item>
      ))}
    </Command.Group>
  );
}
