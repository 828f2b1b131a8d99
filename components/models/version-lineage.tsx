import { useQuery, useQueryClient } from '@tanstack/react-query';
import { NotebookText, RotateCw, Scissors } from 'lucide-react';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { type ApiOutput, api, errorMessage } from '@/components/api';
import { Button } from '@/components/ui/button';
import { Facts } from '@/components/ui/facts';
import { formatCount, formatHash, formatNumber } from '@/components/ui/format';
import { Time } from '@/components/ui/time';
import { toast } from '@/components/ui/toast';
import { ArrivalRows } from './arrival-rows';
import { learnerWords } from './metric-words';
import styles from './models.module.css';
import { openAsItWas } from './open-as-it-was';
import { UnpinnedNotes } from './unpinned-notes';
import { isUnderWay } from './verification-badge';
import { VerificationDetails } from './verification-details';

type Version = ApiOutput['models']['version'];

/** What a version was made from, whether it came out again, and the ways back to its notebook. */
export function VersionLineage({ version }: { version: Version }) {
  const router = useRouter();
  const client = useQueryClient();
  const [opening, setOpening] = useState<'notebook' | 'slice'>();
  const reference = { model: version.model, version: version.number };
  const unpinned = useQuery({
    queryKey: ['unpinned', reference],
    queryFn: () => api.models.unpinned.query(reference),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const open = async (part: 'notebook' | 'slice') => {
    setOpening(part);
    try {
      router.push(`/notebooks/${await openAsItWas(version, part)}`);
    } catch (error) {
      toast.failed(errorMessage(error));
      setOpening(undefined);
    }
  };
  const verify = async () => {
    try {
      await api.models.verifyAgain.mutate({ model: version.model, version: version.number });
      await client.invalidateQueries({ queryKey: ['models'] });
    } catch (error) {
      toast.failed(errorMessage(error));
    }
  };
  return (
    <>
      <Facts>
        <dt>Notebook</dt>
        <dd>
          {version.notebookDeletedAt ? (
            version.notebookTitle
          ) : (
            <Link href={`/notebooks/${version.notebookId}`}>{version.notebookTitle}</Link>
          )}
          , revision {version.revision}
        </dd>
        <dt>Slice</dt>
        <dd>
          {version.sliceCells} of {formatCount(version.totalCells, 'cell')}{' '}
          <span className={styles.hash}>{formatHash(version.sliceHash)}</span>
        </dd>
        <dt>Data</dt>
        <dd>
          {version.data.length === 0 && 'No data set'}
          {version.data.map((used) => (
            <div key={used.table}>
              <Link href={`/datasets/${used.datasetId}?version=${used.version}`}>
                {used.name} v{used.version}
              </Link>{' '}
              as <code>{used.table}</code> <span className={styles.hash}>{formatHash(used.hash)}</span>
            </div>
          ))}
        </dd>
        {version.runId && (
          <>
            <dt>Run</dt>
            <dd>
              <Link href={`/experiments/runs/${version.runId}`}>{version.runName}</Link>
            </dd>
          </>
        )}
        <dt>Learner</dt>
        <dd>
          {learnerWords[version.manifest.learner]}, {formatNumber(version.manifest.trainingRows)} training
          rows
          {version.manifest.seed !== null && `, seed ${version.manifest.seed}`}
        </dd>
        <ArrivalRows version={version} arrived="Promoted">
          {version.verifiedAt && (
            <p className={styles.note}>
              run again in a clean frame, <Time value={version.verifiedAt} />
            </p>
          )}
          <VerificationDetails verification={version.verification} />
          <UnpinnedNotes unpinned={unpinned.data ?? []} />
        </ArrivalRows>
      </Facts>
      <div className={styles.inline}>
        <Button icon={NotebookText} busy={opening === 'notebook'} onClick={() => open('notebook')}>
          Open notebook as it was
        </Button>
        <Button icon={Scissors} busy={opening === 'slice'} onClick={() => open('slice')}>
          Open the slice
        </Button>
        {version.status === 'ready' && !isUnderWay(version) && (
          <Button icon={RotateCw} variant="quiet" onClick={verify}>
            Verify again
          </Button>
        )}
      </div>
    </>
  );
}
