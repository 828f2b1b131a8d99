import { Button } from '@/components/ui/button';
import { ErrorNotice } from '@/components/ui/error-notice';
import { Progress } from '@/components/ui/progress';
import styles from './upload-progress.module.css';
import type { UploadState } from './use-upload';

/** How far an upload is, with a way to stop it; why it failed, when it did. */
export function UploadProgress({ state, onCancel }: { state: UploadState; onCancel(): void }) {
  if (state.phase === 'idle') return null;
  if (state.phase === 'failed') return <ErrorNotice message={state.message} />;
  if (state.phase === 'reading') return <Reading {...state} onCancel={onCancel} />;
  const isReading = state.fraction >= 1;
  const label = isReading ? `Reading ${state.fileName}` : `Sending ${state.fileName}`;
  return (
    <div className={styles.upload}>
      <span role="status">{isReading ? `${label}…` : `${label}: ${Math.floor(state.fraction * 100)} %`}</span>
      <Progress fraction={isReading ? undefined : state.fraction} label={label} />
      <Button variant="quiet" onClick={onCancel}>
        Cancel
      </Button>
    </div>
  );
}

function Reading(props: { fileName: string; fraction: number; onCancel(): void }) {
  const label = `Reading the pictures of ${props.fileName}`;
  return (
    <div className={styles.upload}>
      <span role="status">{`${label}: ${Math.floor(props.fraction * 100)} %`}</span>
      <Progress fraction={props.fraction} label={label} />
      <Button variant="quiet" onClick={props.onCancel}>
        Cancel
      </Button>
    </div>
  );
}
