import type { ReactNode } from 'react';
import type { ApiOutput } from '@/components/api';
import { Time } from '@/components/ui/time';
import styles from './models.module.css';
import { VerificationBadge } from './verification-badge';

/** Rows of a version's facts: who brought it in and when, and whether it came out again. */
export function ArrivalRows({
  version: { by, createdAt, status, verification },
  arrived,
  children,
}: {
  version: ApiOutput['models']['version'];
  /** How it came: "Promoted", "Imported". */
  arrived: string;
  /** More on its re-run. */
  children?: ReactNode;
}) {
  return (
    <>
      <dt>{arrived}</dt>
      <dd>
        by {by ?? 'somebody'}, <Time value={createdAt} />
      </dd>
      <dt>Reproduced</dt>
      <dd>
        <VerificationBadge status={status} verification={verification} />
        {'detail' in verification && <p className={styles.note}>{verification.detail}</p>}
        {children}
      </dd>
    </>
  );
}
