import { Badge } from '@/components/ui/badge';

/** How an execution stands, in a word. */
export function ExecutionBadge({
  execution: { status, verdict },
}: {
  execution: {
    readonly status: 'queued' | 'running' | 'succeeded' | 'failed' | 'stopped' | 'skipped';
    readonly verdict: 'ok' | 'problems' | null;
  };
}) {
  if (status === 'queued') return <Badge tone="running">queued</Badge>;
  if (status === 'running') return <Badge tone="running">running</Badge>;
  if (status === 'skipped') return <Badge>left out</Badge>;
  if (status === 'stopped') return <Badge tone="stale">stopped</Badge>;
  if (status === 'failed') return <Badge tone="failed">failed</Badge>;
  return verdict === 'problems' ? <Badge tone="stale">checks fail</Badge> : <Badge tone="ok">ok</Badge>;
}
