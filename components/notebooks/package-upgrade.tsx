import { useMutation, useQuery } from '@tanstack/react-query';
import { ArrowUpCircle } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { UsedPackage } from '@/cells/bridge/modules';
import type { LockedPackage } from '@/cells/document/package-lock';
import { lockKey } from '@/cells/document/package-specifier';
import { api, errorMessage } from '@/components/api';
import { Button } from '@/components/ui/button';
import { formatBytes } from '@/components/ui/format';
import { lockVersion } from './load-package';
import styles from './packages-panel.module.css';

/** Looks for newer versions when asked to. One is taken when it is here whole; until then, and where it does not come, nothing changes. */
export function PackageUpgrade(props: {
  notebookId: string;
  used: UsedPackage;
  locked: LockedPackage;
  /** `to`: the name that cells write for it from now on, where it is another. */
  onTake(version: string, locked: LockedPackage, to?: string): void;
}) {
  const { notebookId, used, locked, onTake } = props;
  const { name, range, path } = used;
  const [wanted, setWanted] = useState(false);
  const newest = useQuery({
    queryKey: ['packages', 'newest', name, range],
    queryFn: () => api.packages.newest.query({ name, range }),
    enabled: wanted,
    retry: false,
    staleTime: 60_000,
  });
  const [said, setSaid] = useState('');
  const fetching = useRef<AbortController>(undefined);
  useEffect(() => () => fetching.current?.abort(), []);
  const take = useMutation({
    mutationFn: ({ version }: { version: string; to?: string }) => {
      fetching.current = new AbortController();
      setSaid('');
      const { signal } = fetching.current;
      const onProgress = (doing: string, received: number) =>
        setSaid(received > 0 ? `${doing} … ${formatBytes(received)}` : `${doing} …`);
      return lockVersion({ notebookId, name, version, path }, { signal, onProgress });
    },
    onSuccess: (lock, { version, to }) => onTake(version, lock, to),
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
        {newest.isError && <Refused error={newest.error} />}
      </div>
    );
  if (take.isPending)
    return (
      <div className={styles.acts}>
        <Button busy>{said || `Taking ${take.variables.version} …`}</Button>
        <Button onClick={() => fetching.current?.abort()}>Stop</Button>
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
        <Button onClick={() => take.mutate({ version: fitting })}>Take {fitting}</Button>
      )}
      {beyond && (
        <Button onClick={() => take.mutate({ version: latest, to: next })}>
          Take {latest} and write npm:{next}
        </Button>
      )}
      {take.isError && !fetching.current?.signal.aborted && <Refused error={take.error} />}
    </div>
  );
}

const Refused = ({ error }: { error: unknown }) => (
  <p role="alert" className={styles.note}>
    {errorMessage(error)}
  </p>
);
