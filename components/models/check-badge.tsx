import { Badge } from '@/components/ui/badge';
import type { ModelGates } from './use-gates';

type State = ModelGates['checks'][number]['state'];

const words: Readonly<Record<State, string>> = {
  running: 'Checking',
  waiting: 'Waits',
  passed: 'Passed',
  failed: 'Refused',
};
const tones = { running: 'running', waiting: 'stale', passed: 'ok', failed: 'failed' } as const;

/** What the gates say of a version, or one of them. */
export const CheckBadge = ({ state }: { state: State }) => <Badge tone={tones[state]}>{words[state]}</Badge>;
