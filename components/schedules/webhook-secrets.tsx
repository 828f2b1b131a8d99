import { Button } from '@/components/ui/button';
import { CopyButton } from '@/components/ui/copy-button';
import { Dialog } from '@/components/ui/dialog';
import styles from './schedules.module.css';

/** The secrets of new addresses, which are shown this once. */
export function WebhookSecrets({
  secrets,
  onDone,
}: {
  secrets: readonly { triggerId: string; secret: string }[];
  onDone(): void;
}) {
  return (
    <Dialog
      open
      width={640}
      onOpenChange={(open) => !open && onDone()}
      title="The address that starts it"
      description="Copy the secret now: it is not shown again. A call starts one run; the body may give values for inputs of the notebook."
      footer={
        <Button variant="primary" onClick={onDone}>
          I have copied it
        </Button>
      }
    >
      {secrets.map(({ triggerId, secret }) => {
        const url = `${window.location.origin}/api/hooks/${triggerId}`;
        const call = `curl -X POST -H 'Authorization: Bearer ${secret}' ${url}`;
        return (
          <dl key={triggerId} className={styles.facts}>
            <dt>Address</dt>
            <dd>
              <code>{url}</code> <CopyButton text={url} label="Copy address" />
            </dd>
            <dt>Secret</dt>
            <dd>
              <code>{secret}</code> <CopyButton text={secret} label="Copy secret" />
            </dd>
            <dt>By hand</dt>
            <dd>
              <code>{call}</code> <CopyButton text={call} label="Copy call" />
            </dd>
          </dl>
        );
      })}
    </Dialog>
  );
}
