import { useQuery } from '@tanstack/react-query';
import { api } from '@/components/api';
import { Field, Select } from '@/components/ui/field';
import type { Deployment } from './routes-in-words';

/** The versions of a deployment's model that could answer beside its stable one, newest first. */
export function useOtherVersions({ model, stable }: Pick<Deployment, 'model' | 'stable'>): number[] {
  const read = useQuery({
    queryKey: ['models', 'read', model],
    queryFn: () => api.models.read.query({ model }),
  });
  return (read.data?.versions ?? [])
    .filter(({ status, number }) => status === 'ready' && number !== stable)
    .map(({ number }) => number);
}

export const VersionField = ({
  versions,
  value,
  onChange,
}: {
  versions: readonly number[];
  value: number | undefined;
  onChange(version: number): void;
}) => (
  <Field
    label="Version"
    hint={
      versions.length === 0
        ? 'The model has no other version that is ready.'
        : 'It answers its example first; if it cannot, nothing changes.'
    }
  >
    <Select
      value={String(value ?? '')}
      onChange={(chosen) => onChange(Number(chosen))}
      options={versions.map((version) => ({ value: String(version), label: `Version ${version}` }))}
    />
  </Field>
);
