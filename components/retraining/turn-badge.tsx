import { Badge, type Tone } from '@/components/ui/badge';
import type { TurnState } from './use-retraining';

export const turnWords: Readonly<Record<TurnState, string>> = {
  preparing: 'Preparing data',
  training: 'Training',
  proving: 'Proving',
  checking: 'At the gates',
  asking: 'Waits for you',
  canary: 'Canary',
  done: 'Champion',
  refused: 'Refused',
  'nothing-new': 'Nothing new',
  failed: 'Failed',
  stopped: 'Stopped',
};

const tones: Readonly<Record<TurnState, Tone>> = {
  preparing: 'running',
  training: 'running',
  proving: 'running',
  checking: 'running',
  asking: 'stale',
  canary: 'running',
  done: 'ok',
  refused: 'failed',
  'nothing-new': 'neutral',
  failed: 'failed',
  stopped: 'neutral',
};

/** How far a turn of retraining is, or how it ended. */
export const TurnBadge = ({ state }: { state: TurnState }) => (
  <Badge tone={tones[state]}>{turnWords[state]}</Badge>
);
