import type { ApiOutput } from '@/components/api';
import { Badge } from '@/components/ui/badge';

export type Verification = ApiOutput['models']['version']['verification'];

/** How exactly a version came out when its cells ran again. */
export function VerificationBadge({ status, verification }: { status: string; verification: Verification }) {
  if (status === 'pending') return <Badge tone="running">Checking files</Badge>;
  if (status === 'failed') return <Badge tone="failed">Unusable</Badge>;
  if (status === 'external') return <Badge tone="neutral">From MLflow</Badge>;
  switch (verification.verdict) {
    case 'waiting':
      return <Badge tone="running">Waits for re-run</Badge>;
    case 'running':
      return <Badge tone="running">Running again</Badge>;
    case 'exact':
      return <Badge tone="ok">Exactly</Badge>;
    case 'tolerance':
      return (
        <Badge tone="ok" title={verification.detail}>
          Within tolerance
        </Badge>
      );
    case 'impossible':
      return (
        <Badge tone="neutral" title={verification.detail}>
          From elsewhere
        </Badge>
      );
    case 'failed':
      return (
        <Badge tone="failed" title={verification.detail}>
          Not reproduced
        </Badge>
      );
  }
}

/** Whether something will change by itself soon, so that a page keeps looking. */
export const isUnderWay = ({
  status,
  verification,
}: {
  status: string;
  verification: Verification;
}): boolean =>
  status === 'pending' || (status === 'ready' && ['waiting', 'running'].includes(verification.verdict));
