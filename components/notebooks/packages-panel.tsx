import { useQuery } from '@tanstack/react-query';
import { ArrowUpCircle } from 'lucide-react';
import { useState } from 'react';
import type { RelockedPackage, UsedPackage } from '@/cells/bridge/modules';
import { lockKey } from '@/cells/document/package-specifier';
import { type ApiOutput, api, errorMessage } from '@/components/api';
import { Button } from '@/components/ui/button';
import { formatBytes, formatCount } from '@/components/ui/format';
import { Time } from '@/components/ui/time';
import { toast } from '@/components/ui/toast';
import { CellLinks } from './cell-links';
import { ImportedNotebooks } from './imported-notebooks';
import type { NotebookSession, SessionState } from './notebook-session';
import styles from './packages-panel.module.css';
import { useWatched } from './use-watched';

type Stored = ApiOutput['packages']['list'][number];

/** The packages of npm and the other notebooks that this notebook imports, at the versions and revisions that it is locked to. */
export function PackagesPanel({ session, state }: { session: NotebookSession; state: SessionState }) {
  useWatched(session, state, 'packages');
  const { packages, notebooks } = state;
  const names = [...new Set(packages.map(({ name }) => name))].toSorted();
  const locks = packages.map(({ locked }) => locked?.integrity ?? '').join();
  const { data: stored = [] } = useQuery({
    queryKey: ['packages', names, locks],
    queryFn: () => api.packages.list.query({ names }),
    enabled: names.length > 0,
  });
  const unused = packages.filter(({ cells }) => cells.length === 0);
  const relock = (changes: readonly RelockedPackage[], said: string, back: readonly RelockedPackage[]) => {
    session.order('relock', { packages: [...changes] });
    toast.done(said, () => session.order('relock', { packages: [...back] }));
  };
  if (packages.length === 0 && notebooks.length === 0)
    return (
      <div className={styles.packages}>
        <p className={styles.hint}>
          Any package of npm can be imported in a JavaScript cell:{' '}
          <code>import {'{hierarchy}'} from "npm:d3-hierarchy@3"</code>. The version that is found first stays
          until you change it here, and needs no network again.
        </p>
        <p className={styles.hint}>
          So can cells of another notebook, with its data:{' '}
          <code>import {'{chart}'} from "notebook:its-title"</code>. Its revision stays as well.
        </p>
      </div>
    );
  return (
    <div className={styles.packages}>
      <ImportedNotebooks session={session} notebooks={notebooks} />
      {packages.map((used) => (
        <PackageEntry key={used.key} used={used} stored={stored} session={session} onRelock={relock} />
      ))}
      {unused.length > 0 && (
        <Button
          onClick={() =>
            relock(
              unused.map(({ key }) => ({ key })),
              `${formatCount(unused.length, 'unused package')} removed from the lock.`,
              unused.map(({ key, locked }) => ({ key, locked })),
            )
          }
        >
          Remove unused
        </Button>
      )}
    </div>
  );
}

function PackageEntry(props: {
  used: UsedPackage;
  stored: readonly Stored[];
  session: NotebookSession;
  onRelock(changes: readonly RelockedPackage[], said: string, back: readonly RelockedPackage[]): void;
}) {
  const { used, stored, session, onRelock } = props;
  const { key, name, locked, cells } = used;
  const modules = stored.filter((each) => each.name === name && each.integrity === locked?.integrity);
  const [first] = modules;
  return (
    <section className={styles.package} aria-label={key}>
      <h3 className={styles.name}>
        <span>{name}</span>
        <span className={styles.version}>{locked?.version ?? 'not run yet'}</span>
      </h3>
      {first && (
        <p className={styles.about}>
          {sayLicences(first)} · {formatBytes(Math.max(...modules.map(({ bytes }) => bytes)))}
          {first.dependencies.length > 0 &&
            ` with ${formatCount(first.dependencies.length, 'other package')}`}{' '}
          · since <Time value={first.createdAt} />
        </p>
      )}
      {cells.length === 0 ? (
        <p className={styles.about}>No cell imports it.</p>
      ) : (
        <p className={styles.about}>
          <code>npm:{key}</code> in <CellLinks cells={cells} session={session} />
        </p>
      )}
      {[...new Set(modules.flatMap(({ notes }) => notes))].map((note) => (
        <p key={note} className={styles.note}>
          {note}
        </p>
      ))}
      {locked && cells.length > 0 && <Upgrade used={used} locked={locked} onRelock={onRelock} />}
    </section>
  );
}

/** Its own licence, and those of what came along where they are others. */
function sayLicences({ licence, dependencies }: Stored): string {
  const others = [...new Set(dependencies.map((each) => each.licence))].filter((each) => each !== licence);
  const said = licence === 'not said' ? 'licence not said' : licence;
  return others.length > 0 ? `${said} (with ${others.join(', ')})` : said;
}

function Upgrade(props: {
  used: UsedPackage;
  locked: NonNullable<UsedPackage['locked']>;
  onRelock(changes: readonly RelockedPackage[], said: string, back: readonly RelockedPackage[]): void;
}) {
  const { used, locked, onRelock } = props;
  const { key, name, range } = used;
  const [wanted, setWanted] = useState(false);
  const newest = useQuery({
    queryKey: ['packages', 'newest', name, range],
    queryFn: () => api.packages.newest.query({ name, range }),
    enabled: wanted,
    retry: false,
    staleTime: 60_000,
  });
  if (!newest.data)
    return (
      <div className={styles.acts}>
        <Button
          icon={ArrowUpCircle}
          busy={newest.isFetching}
          onClick={() => (wanted ? void newest.refetch() : setWanted(true))}
        >
          Upgrade …
        </Button>
        {newest.isError && (
          <p role="alert" className={styles.note}>
            {errorMessage(newest.error)}
          </p>
        )}
      </div>
    );
  const { fitting, newest: latest } = newest.data;
  const beyond = latest !== fitting && latest !== locked.version;
  if (fitting === locked.version && !beyond)
    return <p className={styles.about}>This is the newest version.</p>;
  /** What cells write for the version beyond what they ask for now. */
  const next = lockKey({ name, range: latest });
  return (
    <div className={styles.acts}>
      {fitting !== undefined && fitting !== locked.version && (
        <Button onClick={() => onRelock([{ key }], `${name} becomes ${fitting}.`, [{ key, locked }])}>
          Take {fitting}
        </Button>
      )}
      {beyond && (
        <Button
          onClick={() =>
            onRelock([{ key, to: next }], `${name} becomes ${latest}; cells now write npm:${next}.`, [
              { key: next, to: key, locked },
            ])
          }
        >
          Take {latest} and write npm:{next}
        </Button>
      )}
    </div>
  );
}
