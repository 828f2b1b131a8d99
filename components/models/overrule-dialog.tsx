import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, errorMessage } from '@/components/api';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { ErrorNotice } from '@/components/ui/error-notice';
import { Field, TextArea } from '@/components/ui/field';
import type { Check } from './use-gates';

/** An owner moves the alias although the gates refuse, and says why. */
export function OverruleDialog({ check, onClose }: { check: Check; onClose(): void }) {
  const { model, alias, version, standsAt } = check;
  const [reason, setReason] = useState('');
  const client = useQueryClient();
  const overrule = useMutation({
    mutationFn: () => api.models.overruleGates.mutate({ model, alias, version, expected: standsAt, reason }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['models'] });
      onClose();
    },
  });
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && !overrule.isPending && onClose()}
      title={`Make version ${version} ${alias} although the gates refuse it?`}
      description="Only an owner can. Your reason stays in the history of the alias for ever, beside what the gates said."
      footer={
        <>
          <Button onClick={onClose} disabled={overrule.isPending}>
            Cancel
          </Button>
          <Button
            variant="danger"
            busy={overrule.isPending}
            disabled={reason.trim().length < 10}
            onClick={() => overrule.mutate()}
          >
            Overrule the gates
          </Button>
        </>
      }
    >
      <Field label="Reason" hint="In a sentence.">
        <TextArea value={reason} maxLength={500} onChange={(event) => setReason(event.target.value)} />
      </Field>
      {overrule.isError && <ErrorNotice message={errorMessage(overrule.error)} />}
    </Dialog>
  );
}
