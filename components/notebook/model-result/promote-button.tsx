import { CircleCheck, Upload } from 'lucide-react';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import styles from './model-result.module.css';
import type { ModelResultOptions, PromotedVersion } from './options';

type State =
  | { is: 'ready' }
  | { is: 'asking' }
  | { is: 'promoted'; version: PromotedVersion }
  | { is: 'failed'; message: string };

/** Hands the model to the page's dialog and says what became of it. */
export function PromoteButton({ promote }: { promote: NonNullable<ModelResultOptions['promote']> }) {
  const [state, setState] = useState<State>({ is: 'ready' });
  const ask = async () => {
    setState({ is: 'asking' });
    try {
      const version = await promote();
      setState(version ? { is: 'promoted', version } : { is: 'ready' });
    } catch (error) {
      setState({ is: 'failed', message: error instanceof Error ? error.message : String(error) });
    }
  };
  return (
    <div className={styles.promote}>
      <Button variant="primary" icon={Upload} busy={state.is === 'asking'} onClick={ask}>
        Promote model
      </Button>
      <p role="status">
        {state.is === 'promoted' && (
          <span className={styles.promoted}>
            <CircleCheck size={14} aria-hidden /> Promoted as {state.version.model}, version{' '}
            {state.version.version}
          </span>
        )}
        {state.is === 'failed' && <span className={styles.failed}>{state.message}</span>}
      </p>
    </div>
  );
}
