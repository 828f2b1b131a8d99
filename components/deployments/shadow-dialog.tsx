import { useState } from 'react';
import { api } from '@/components/api';
import { ChangeDialog } from './change-dialog';
import type { Deployment } from './routes-in-words';
import { useOtherVersions, VersionField } from './version-field';

/** Has a version answer along, for nobody. */
export function ShadowDialog({ deployment, onClose }: { deployment: Deployment; onClose(): void }) {
  const { name, revision } = deployment;
  const versions = useOtherVersions(deployment);
  const [chosen, setChosen] = useState<number>();
  const version = chosen ?? versions[0];
  return (
    <ChangeDialog
      title={`Start a shadow at ${name}`}
      description="It answers every request too, after its caller has an answer. What it says is logged and compared, and given to nobody."
      act="Start shadow"
      done={`Version ${version} answers along`}
      disabled={version === undefined}
      change={() =>
        api.deployments.startShadow.mutate({ name, version: version ?? 0, expected: revision || undefined })
      }
      onClose={onClose}
    >
      <VersionField versions={versions} value={version} onChange={setChosen} />
    </ChangeDialog>
  );
}
