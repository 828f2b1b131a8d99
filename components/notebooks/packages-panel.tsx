import { useQuery } from '@tanstack/react-query';
import type { RelockedPackage, UsedPackage } from '@/cells/bridge/modules';
import { type ApiOutput, api } from '@/components/api';
import { Button } from '@/components/ui/button';
import { formatBytes, formatCount } from '@/components/ui/format';
import { Time } from '@/components/ui/time';
import { toast } from '@/components/ui/toast';
import { CellLinks } from './cell-links';
import { ImportedNotebooks } from './imported-notebooks';
import type { NotebookSession, SessionState } from './notebook-session';
import { PackageUpgrade } from './package-upgrade';
import styles from './packages-panel.module.css';
import { useWatched } from './use-watched';

type Stored = ApiOutput['packages']['list'][number];

/** The packages of npm and the other notebooks that this notebook imports, at the versions and revisions that it is locked to. */
export function PackagesPanel(props: { notebookId: string; session: NotebookSession; state: SessionState }) {
  const { notebookId, session, state } = props;
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
      <ImportedNotebooks {...{ notebookId, session, notebooks }} />
      {packages.map((used) => (
        <PackageEntry key={used.key} {...{ notebookId, used, stored, session }} onRelock={relock} />
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
  notebookId: string;
  used: UsedPackage;
  stored: readonly Stored[];
  session: NotebookSession;
  onRelock(changes: readonly RelockedPackage[], said: string, back: readonly RelockedPackage[]): void;
}) {
  const { notebookId, used, stored, session, onRelock } = props;
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
      {locked && cells.length > 0 && (
        <PackageUpgrade
          notebookId={notebookId}
          used={used}
          locked={locked}
          onTake={(version, lock, to) =>
            onRelock(
              [{ key, to, locked: lock }],
              `${name} becomes ${version}${to === undefined ? '' : `; cells now write npm:${to}`}.`,
              [to === undefined ? { key, locked } : { key: to, to: key, locked }],
            )
          }
        />
      )}
    </section>
  );
}

/** Its own licence, and those of what came along where they are others. */
function sayLicences({ licence, dependencies }: Stored): string {
  const others = [...new Set(dependencies.map((each) => each.licence))].filter((each) => each !== licence);
  const said = licence === 'not said' ? 'licence not said' : licence;
  return others.length > 0 ? `${said} (with ${others.join(', ')})` : said;
}
