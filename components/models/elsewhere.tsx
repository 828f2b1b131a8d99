import Link from 'next/link';
import type { ApiOutput } from '@/components/api';
import { ArrivalRows } from './arrival-rows';
import { learnerWords } from './metric-words';
import styles from './models.module.css';

/** Where a version came from that no notebook of this workspace made. */
export function Elsewhere({ version }: { version: ApiOutput['models']['version'] }) {
  const { external, data } = version;
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
      <ArrivalRows version={version} arrived="Imported" />
    </dl>
  );
}
