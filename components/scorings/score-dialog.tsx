'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, errorMessage } from '@/components/api';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { EmptyState } from '@/components/ui/empty-state';
import { ErrorNotice } from '@/components/ui/error-notice';
import { Field, Select, TextInput } from '@/components/ui/field';
import { formatCount } from '@/components/ui/format';
import { Loading } from '@/components/ui/progress';

interface Chosen {
  readonly id: string;
  readonly name: string;
  readonly version: number;
  readonly rows: number;
}

/** Asks what is scored by which version, and where the answers go; one of the two is known where it opens. */
export function ScoreDialog({
  model,
  dataset,
  onClose,
}: {
  /** As `bike-demand@3`. */
  model?: string;
  dataset?: Chosen;
  onClose(started?: { model: string; version: number }): void;
}) {
  const client = useQueryClient();
  const [datasetId, setDatasetId] = useState<string>();
  const [version, setVersion] = useState('');
  const [reference, setReference] = useState<string>();
  const [named, setNamed] = useState<string>();
  const datasets = useQuery({
    queryKey: ['datasets', 'list', { deleted: false }],
    queryFn: () => api.datasets.list.query({}),
    enabled: !dataset,
  });
  const models = useQuery({
    queryKey: ['models', 'list'],
    queryFn: () => api.models.list.query({}),
    enabled: !model,
  });
  const listed = datasets.data?.find(({ id }) => id === datasetId) ?? datasets.data?.[0];
  const data = dataset ?? listed;
  const able = models.data?.filter(({ champion }) => champion !== null) ?? [];
  const asked = model ?? reference ?? able[0]?.name;
  const output = named ?? (data && asked ? `${data.name} scored by ${asked.split('@')[0]}` : '');
  const start = useMutation({
    mutationFn: () =>
      api.scorings.start.mutate({
        model: asked ?? '',
        datasetId: data?.id ?? '',
        datasetVersion: dataset?.version ?? (Number(version) || undefined),
        output: output.trim() || undefined,
      }),
    onSuccess: async (started) => {
      await client.invalidateQueries({ queryKey: ['scorings'] });
      onClose(started);
    },
  });
  const isLoading = (!dataset && datasets.isPending) || (!model && models.isPending);
  const failed = datasets.error ?? models.error;
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={dataset ? `Score ${dataset.name} v${dataset.version}` : `Score a data set with ${model}`}
      description="Every row is put through the model. Its columns and the answers become a version of a data set of their own; rows that do not fit the model have a reason in place of an answer."
      footer={
        <>
          <Button onClick={() => onClose()}>Cancel</Button>
          <Button
            variant="primary"
            type="submit"
            form="score-dataset"
            busy={start.isPending}
            disabled={!data || !asked}
          >
            Score
          </Button>
        </>
      }
    >
      {isLoading && <Loading />}
      {failed && <ErrorNotice message={errorMessage(failed)} />}
      {!dataset && datasets.data?.length === 0 && (
        <EmptyState title="No data yet">Add a file on the Data page; then it can be scored.</EmptyState>
      )}
      {!model && models.data && able.length === 0 && (
        <EmptyState title="No model answers yet">
          Promote a model in a notebook and make it the champion; then it can score this data.
        </EmptyState>
      )}
      {data && asked && (
        <form
          id="score-dataset"
          onSubmit={(event) => {
            event.preventDefault();
            if (!start.isPending) start.mutate();
          }}
        >
          {!model && (
            <Field
              label="Model"
              hint="Its champion now answers every row, whatever becomes champion meanwhile."
            >
              <Select
                value={asked}
                onChange={(value) => {
                  setReference(value);
                  start.reset();
                }}
                options={able.map(({ name, champion }) => ({ value: name, label: `${name} (v${champion})` }))}
              />
            </Field>
          )}
          {!dataset && listed && (
            <>
              <Field label="Data set" hint={formatCount(listed.rows, 'row')}>
                <Select
                  value={listed.id}
                  onChange={(id) => {
                    setDatasetId(id);
                    setVersion('');
                    start.reset();
                  }}
                  options={datasets.data?.map(({ id, name }) => ({ value: id, label: name })) ?? []}
                />
              </Field>
              <Field label="Version">
                <Select
                  value={version}
                  onChange={setVersion}
                  options={[
                    { value: '', label: `Newest (v${listed.version})` },
                    ...Array.from({ length: listed.version }, (_, i) => listed.version - i).map((number) => ({
                      value: String(number),
                      label: `v${number}`,
                    })),
                  ]}
                />
              </Field>
            </>
          )}
          <Field label="Answers go to" hint="A data set of this name gets them as its next version.">
            <TextInput value={output} onChange={({ target }) => setNamed(target.value)} />
          </Field>
        </form>
      )}
      {start.isError && <ErrorNotice message={errorMessage(start.error)} />}
    </Dialog>
  );
}
