import { SecretDialog } from '@/components/ui/secret-dialog';

/** The secrets of new addresses. */
export function WebhookSecrets({
  secrets,
  onDone,
}: {
  secrets: readonly { triggerId: string; secret: string }[];
  onDone(): void;
}) {
  return (
    <SecretDialog
      title="The address that starts it"
      description="Keep the secret now: it is not shown again. A call starts one run; the body may give values for inputs of the notebook."
      secrets={secrets.map(({ triggerId, secret }) => {
        const url = `${window.location.origin}/api/hooks/${triggerId}`;
        return {
          Address: url,
          Secret: secret,
          Call: `curl -X POST -H 'Authorization: Bearer ${secret}' ${url}`,
        };
      })}
      onDone={onDone}
    />
  );
}
