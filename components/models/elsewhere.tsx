import Link from 'next/link';
import type { ApiOutput } from '@/components/api';
import { Time } from '@/components/ui/time';
import { learnerWords } from './metric-words';
import styles from './models.module.css';
import { VerificationBadge } from './verification-badge';

/** Where a version came from that no notebook of this workspace made. */
export function Elsewhere({ version }: { version: ApiOutput['models']['version'] }) {
  const { external, verification, data } = version;
  return (
    <dl className={styles.facts}>
      <dt>File</dt>
      <dd>{external?.source}</dd>
      <dt>Kind</dt>
      <dd>{learnerWords[version.manifest.learner]}</dd>
      <dt>Tested on</dt>
      <dd>
        {data.length === 0 && 'its example row only'}
        {data.map((used) => (
          <Link key={used.hash} href={`/datasets/${used.datasetId}`}>
            {used.name} v{used.version}
          </Link>
        ))}
      </dd>
      <dt>Imported</dt>
      <dd>
        by {version.by ?? 'somebody'}, <Time value={version.createdAt} />
      </dd>
      <dt>Reproduced</dt>
      <dd>
        <VerificationBadge status={version.status} verification={verification} />
        {'detail' in verification && <p className={styles.note}>{verification.detail}</p>}
      </dd>
    </dl>
  );
}
