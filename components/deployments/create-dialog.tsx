import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { api, errorMessage } from '@/components/api';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { ErrorNotice } from '@/components/ui/error-notice';
import { Field, Select, TextInput } from '@/components/ui/field';
import styles from './deployments.module.css';

/** A name of its own for what a model serves. */
export function CreateDialog({ onClose }: { onClose(): void }) {
  const router = useRouter();
  const client = useQueryClient();
  const models = useQuery({ queryKey: ['models', 'list'], queryFn: () => api.models.list.query({}) });
  const served = (models.data ?? []).filter(({ champion }) => champion !== null);
  const [chosen, setChosen] = useState('');
  const [name, setName] = useState('');
  const model = chosen || (served[0]?.name ?? '');
  const create = useMutation({
    mutationFn: () => api.deployments.create.mutate({ name, model }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['deployments'] });
      router.push(`/deployments/${name}`);
    },
  });
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && !create.isPending && onClose()}
      title="New deployment"
      description="Callers ask a name; what answers there can change without them."
      footer={
        <>
          <Button onClick={onClose} disabled={create.isPending}>
            Cancel
          </Button>
          <Button
            variant="primary"
            busy={create.isPending}
            disabled={name === '' || model === ''}
            onClick={() => create.mutate()}
          >
            Create deployment
          </Button>
        </>
      }
    >
      <div className={styles.fields}>
        <Field
          label="Name"
          hint="Small letters, digits, “.”, “_” and “-”. It stands in the address that callers use."
        >
          <TextInput
            value={name}
            placeholder="shop-prices"
            onChange={(event) => setName(event.target.value.trim())}
          />
        </Field>
        <Field
          label="Model"
          hint={models.data && served.length === 0 ? 'No model has a champion yet.' : undefined}
        >
          <Select
            value={model}
            onChange={setChosen}
            options={served.map((one) => ({
              value: one.name,
              label: `${one.name} (version ${one.champion})`,
            }))}
          />
        </Field>
        {create.isError && <ErrorNotice message={errorMessage(create.error)} />}
      </div>
    </Dialog>
  );
}
