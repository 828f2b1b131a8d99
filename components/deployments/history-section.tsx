import { useQuery } from '@tanstack/react-query';
import { api, errorMessage } from '@/components/api';
import { Badge, type Tone } from '@/components/ui/badge';
import { ErrorNotice } from '@/components/ui/error-notice';
import { Loading } from '@/components/ui/progress';
import { Time } from '@/components/ui/time';
import styles from './deployments.module.css';
import { besideStable, type Routes } from './routes-in-words';

const kinds: Readonly<Record<string, readonly [words: string, tone: Tone]>> = {
  create: ['Created', 'neutral'],
  change: ['Rules changed', 'neutral'],
  canary: ['Canary started', 'running'],
  ramp: ['Share changed', 'running'],
  promote: ['Canary made stable', 'ok'],
  held: ['Canary held', 'stale'],
  'end-canary': ['Canary taken back', 'neutral'],
  'roll-back': ['Rolled back by itself', 'failed'],
  experiment: ['A/B test started', 'running'],
  'end-experiment': ['A/B test ended', 'neutral'],
  shadow: ['Shadow started', 'running'],
  'end-shadow': ['Shadow ended', 'neutral'],
  restore: ['Brought back', 'neutral'],
  delete: ['Deleted', 'neutral'],
};

/** Every revision: what was served when, who changed it, why. */
export function HistorySection({ name, revision }: { name: string; revision: number }) {
  const revisions = useQuery({
    queryKey: ['deployments', 'revisions', name, revision],
    queryFn: () => api.deployments.revisions.query({ name }),
  });
  if (revisions.isPending) return <Loading />;
  if (revisions.isError)
    return <ErrorNotice message={errorMessage(revisions.error)} onRetry={() => revisions.refetch()} />;
  return (
    <ol className={styles.history}>
      {revisions.data.map((one) => {
        const [words, tone] = kinds[one.kind] ?? [one.kind, 'neutral'];
        return (
          <li key={one.number}>
            <span className={styles.number}>{one.number}</span>
            <span>
              <Badge tone={tone}>{words}</Badge> {one.reason}
              <div className={styles.small}>{inWords(one.routes)}</div>
            </span>
            <span className={styles.small}>
              {one.by ?? 'somebody'}, <Time value={one.at} />
            </span>
          </li>
        );
      })}
    </ol>
  );
}

function inWords(routes: Routes): string {
  const stable = 'alias' in routes.stable ? routes.stable.alias : `version ${routes.stable.version}`;
  const beside = besideStable(routes);
  return `Stable: ${stable}${beside && ` · ${beside}`}${routes.requiresKey ? ' · key required' : ''}`;
}
