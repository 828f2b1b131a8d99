import { Table2 } from 'lucide-react';
import { Field } from '@/components/ui/field';
import { IconSelect } from '@/components/ui/icon-select';
import type { KindEditorProps } from '../kind-editor';
import { without } from './feature-fields';
import type { Options } from './option-values';
import { toOption } from './split-fields';

/** Which table is learnt from, and which of its columns is predicted. */
export function DataFields({
  options,
  tables,
  onChange,
}: {
  options: Options;
  tables: KindEditorProps<Options>['tables'];
  onChange(change: Options): void;
}) {
  const { data, target, features } = options;
  const columns = tables.find(({ name }) => name === data)?.columns ?? [];
  return (
    <>
      <Field label="Data">
        <IconSelect
          label="Data"
          value={typeof data === 'string' ? data : undefined}
          placeholder="Choose a table"
          options={tables
            .filter(({ from }) => from === 'cell')
            .map(({ name }) => ({ value: name, label: name, icon: Table2 }))}
          onChange={(value) => onChange({ data: value })}
        />
      </Field>
      <Field label="Target">
        <IconSelect
          label="Target"
          value={typeof target === 'string' ? target : undefined}
          placeholder="Choose a column"
          options={columns.map(toOption)}
          onChange={(value) => onChange({ target: value, features: without(features, value) })}
        />
      </Field>
    </>
  );
}
