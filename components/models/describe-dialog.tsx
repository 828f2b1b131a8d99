import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, errorMessage } from '@/components/api';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { ErrorNotice } from '@/components/ui/error-notice';
import { Field, TextArea, TextInput } from '@/components/ui/field';
import { Loading } from '@/components/ui/progress';

interface Words {
  readonly description: string;
  readonly owner: string;
  readonly licence: string;
  readonly tags: Readonly<Record<string, string>>;
}

interface DescribeDialogProps {
  model: string;
  version?: number;
  onClose(): void;
}

/** The words about a model, or about one of its versions. */
export function DescribeDialog({ model, version, onClose }: DescribeDialogProps) {
  const known = useQuery({
    queryKey: ['models', 'words', model, version ?? null],
    queryFn: (): Promise<Words> =>
      version === undefined ? api.models.read.query({ model }) : api.models.version.query({ model, version }),
    // What is being typed is not overwritten by what was there.
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
  const title = version === undefined ? `Describe ${model}` : `Describe ${model} v${version}`;
  if (known.data)
    return <Form title={title} words={known.data} model={model} version={version} onClose={onClose} />;
  return (
    <Dialog open onOpenChange={onClose} title={title}>
      {known.isError ? <ErrorNotice message={errorMessage(known.error)} /> : <Loading />}
    </Dialog>
  );
}

function Form({
  title,
  words,
  model,
  version,
  onClose,
}: DescribeDialogProps & { title: string; words: Words }) {
  const [description, setDescription] = useState(words.description);
  const [owner, setOwner] = useState(words.owner);
  const [licence, setLicence] = useState(words.licence);
  const [tags, setTags] = useState(() => writeTags(words.tags));
  const client = useQueryClient();
  const save = useMutation({
    mutationFn: () =>
      api.models.describe.mutate({ model, version, description, owner, licence, tags: readTags(tags) }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['models'] });
      onClose();
    },
  });
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && !save.isPending && onClose()}
      title={title}
      footer={
        <>
          <Button onClick={onClose} disabled={save.isPending}>
            Cancel
          </Button>
          <Button variant="primary" busy={save.isPending} onClick={() => save.mutate()}>
            Save description
          </Button>
        </>
      }
    >
      <Field
        label="Description"
        hint={
          version === undefined
            ? 'What it predicts, for whom, and what it must not be used for.'
            : 'What is new in this version.'
        }
      >
        <TextArea
          rows={4}
          value={description}
          maxLength={5000}
          onChange={(event) => setDescription(event.target.value)}
        />
      </Field>
      <Field label="Owner" hint={version === undefined ? 'Who answers for it.' : 'Left empty, the model’s.'}>
        <TextInput value={owner} maxLength={200} onChange={(event) => setOwner(event.target.value)} />
      </Field>
      <Field
        label="Licence"
        hint={version === undefined ? 'For example Apache-2.0, or internal.' : 'Left empty, the model’s.'}
      >
        <TextInput value={licence} maxLength={200} onChange={(event) => setLicence(event.target.value)} />
      </Field>
      <Field label="Tags" hint="One on a line; a value may follow a colon: team: pricing">
        <TextArea rows={3} value={tags} onChange={(event) => setTags(event.target.value)} />
      </Field>
      {save.isError && <ErrorNotice message={errorMessage(save.error)} />}
    </Dialog>
  );
}

const writeTags = (tags: Words['tags']) =>
  Object.entries(tags)
    .map(([name, value]) => (value ? `${name}: ${value}` : name))
    .join('\n');

function readTags(text: string): Record<string, string> {
  const lines = text.split('\n').map((line) => line.trim());
  return Object.fromEntries(
    lines.filter(Boolean).map((line) => {
      const [name = '', ...rest] = line.split(':');
      return [name.trim(), rest.join(':').trim()];
    }),
  );
}
