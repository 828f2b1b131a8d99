'use client';

import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api, errorMessage } from '@/components/api';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { ErrorNotice } from '@/components/ui/error-notice';
import { Field, Select } from '@/components/ui/field';
import { formatCount } from '@/components/ui/format';
import { Loading } from '@/components/ui/progress';

/** Asks which experiment's runs a notebook may read by `runs(name)`, beside its own. */
export function AttachRunsDialog({ notebookId, onDone }: { notebookId: string; onDone(): void }) {
  const [chosen, setChosen] = useState<string>();
  const experiments = useQuery({
    queryKey: ['experiments', 'list'],
    queryFn: () => api.experiments.list.query({}),
  });
  const others = (experiments.data ?? []).filter((one) => one.notebookId !== notebookId);
  const experiment = others.find(({ id }) => id === chosen) ?? others[0];
  const attach = useMutation({
    mutationFn: (experimentId: string) => api.notebooks.grantRuns.mutate({ notebookId, experimentId }),
    onSuccess: onDone,
  });
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onDone()}
      title="Attach runs"
      description="This notebook may read them from now on, whoever opens the notebook. Its own it always may."
      footer={
        <>
          <Button onClick={onDone}>Cancel</Button>
          <Button
            variant="primary"
            busy={attach.isPending}
            disabled={!experiment}
            onClick={() => experiment && attach.mutate(experiment.id)}
          >
            Attach
          </Button>
        </>
      }
    >
      {experiments.isPending && <Loading />}
      {experiments.isError && (
        <ErrorNotice message={errorMessage(experiments.error)} onRetry={() => experiments.refetch()} />
      )}
      {experiment && (
        <Field
          label="Experiment"
          hint={formatCount(experiment.runs, 'run')}
          error={attach.isError ? errorMessage(attach.error) : undefined}
        >
          <Select
            value={experiment.id}
            onChange={setChosen}
            options={others.map(({ id, name, notebookTitle }) => ({
              value: id,
              label: notebookTitle ?? name,
            }))}
          />
        </Field>
      )}
    </Dialog>
  );
}
