import Link from 'next/link';
import type { ApiOutput } from '@/components/api';
import { Facts } from '@/components/ui/facts';
import { ArrivalRows } from './arrival-rows';
import { learnerWords } from './metric-words';

/** Where a version came from that no notebook of this workspace made. */
export function Elsewhere({ version }: { version: ApiOutput['models']['version'] }) {
  const { external, data } = version;
  return (
    <Facts>
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
    </Facts>
  );
}
