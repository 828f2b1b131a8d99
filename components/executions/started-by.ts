import type { ApiOutput } from '@/components/api';

type Execution = ApiOutput['executions']['list']['executions'][number];

const words: Readonly<Record<Execution['trigger'], string>> = {
  schedule: 'its schedule',
  manual: 'a person',
  backfill: 'a back-fill',
  program: 'this server',
  dataset: 'new data',
  alert: 'an alert',
  version: 'a new version',
  alias: 'an alias that moved',
  webhook: 'a call',
  ended: 'another schedule',
};

/** What started an execution: its cause in words where something happened, else the kind of its start. */
export const startedBy = ({ trigger, cause }: Pick<Execution, 'trigger' | 'cause'>): string =>
  cause ?? words[trigger];
