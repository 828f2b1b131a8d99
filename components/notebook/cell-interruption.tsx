import { Play, RotateCcw } from 'lucide-react';
import { useSyncExternalStore } from 'react';
import type { CellRun } from '@/cells/kernel/cell-run';
import type { CheckpointAbout } from '@/cells/ml/checkpoint';
import { Button } from '@/components/ui/button';
import { formatNumber } from '@/components/ui/format';
import { useNotebook } from './notebook-context';
import styles from './notes.module.css';
import type { Interruption } from './services';

/** A training or a search of the cell did not end: how far it was, and the way on. Or: what was left of it is of no use, and why. */
export function CellInterruption({ id, run }: { id: number; run: CellRun }) {
  const { actions, services } = useNotebook();
  const { interruptions } = services;
  const interruption = useSyncExternalStore(interruptions.subscribe, () => interruptions.get(id));
  const isRunning = run.state === 'running' || run.state === 'queued';
  if (!interruption) return null;
  if (interruption.kind === 'discarded')
    return (
      <p className={styles.interruption} role="status">
        Began anew, and not from its checkpoint: {interruption.reason}.
      </p>
    );
  if (interruption.kind === 'unkept')
    return isRunning ? (
      <p className={styles.interruption} role="status">
        {sayUnkept(interruption)}
      </p>
    ) : null;
  if (isRunning) return null;
  const startAnew = async () => {
    await interruptions.forget(id);
    actions.run(id);
  };
  return (
    <div className={styles.interruption} role="status">
      <span>{sayInterruption(interruption.about)}</span>
      <Button icon={Play} variant="primary" onClick={() => actions.run(id)}>
        Go on
      </Button>
      <Button icon={RotateCcw} onClick={startAnew}>
        Start anew
      </Button>
    </div>
  );
}

function sayInterruption({ unit, step, steps }: CheckpointAbout): string {
  const [at, of] = [formatNumber(step), formatNumber(steps)];
  if (unit === 'trial') return `Search was interrupted after ${at} of ${of} trials.`;
  if (unit === 'fold') return `Cross-validation was interrupted in fold ${at} of ${of}.`;
  return `Training was interrupted at ${unit} ${at} of ${of}.`;
}

function sayUnkept({ reason, about }: Extract<Interruption, { kind: 'unkept' }>): string {
  const whence = about ? `goes on from ${about.unit} ${formatNumber(about.step)} only` : 'begins anew';
  return `If it is interrupted, it ${whence}: ${reason.replace(/\.$/, '')}.`;
}
