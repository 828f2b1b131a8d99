import { Play, RotateCcw } from 'lucide-react';
import { useSyncExternalStore } from 'react';
import type { CellRun } from '@/cells/kernel/cell-run';
import { Button } from '@/components/ui/button';
import { useNotebook } from './notebook-context';
import styles from './notes.module.css';

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
  if (isRunning) return null;
  const { unit, step, steps } = interruption.about;
  const startAnew = async () => {
    await interruptions.forget(id);
    actions.run(id);
  };
  return (
    <div className={styles.interruption} role="status">
      <span>
        {unit === 'trial'
          ? `Search was interrupted after ${step.toLocaleString('en')} of ${steps.toLocaleString('en')} trials.`
          : `Training was interrupted at ${unit} ${step.toLocaleString('en')} of ${steps.toLocaleString('en')}.`}
      </span>
      <Button icon={Play} variant="primary" onClick={() => actions.run(id)}>
        Go on
      </Button>
      <Button icon={RotateCcw} onClick={startAnew}>
        Start anew
      </Button>
    </div>
  );
}
