import { BellOff, UserCheck } from 'lucide-react';
import type { ApiOutput } from '@/components/api';
import { Badge } from '@/components/ui/badge';

type Alert = Pick<ApiOutput['alerts']['list'][number], 'state' | 'severity'>;

/** How an alert stands, in a word. */
export function AlertBadge({ alert: { state, severity } }: { alert: Alert }) {
  if (state === 'resolved') return <Badge tone="ok">resolved</Badge>;
  if (state === 'snoozed') return <Badge icon={BellOff}>snoozed</Badge>;
  if (state === 'acknowledged') return <Badge icon={UserCheck}>acknowledged</Badge>;
  return <Badge tone={severity === 'critical' ? 'failed' : 'stale'}>{severity}</Badge>;
}
