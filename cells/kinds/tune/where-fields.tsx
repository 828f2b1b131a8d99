import { useEffect, useState } from 'react';
import { Field, Select } from '@/components/ui/field';

/** Where trials are trained: in this tab, or also in the workers of the workspace, of which it says how many are up. */
export function WhereFields({
  where = 'tab',
  countWorkers,
  onChange,
}: {
  where: string | undefined;
  countWorkers: (() => Promise<number>) | undefined;
  onChange(where: string | undefined): void;
}) {
  const [workers, setWorkers] = useState<number>();
  useEffect(() => {
    let isShown = true;
    countWorkers?.().then(
      (count) => isShown && setWorkers(count),
      () => {}, // the server is away: the search itself says so
    );
    return () => {
      isShown = false;
    };
  }, [countWorkers]);
  return (
    <Field
      label="Where"
      hint={
        where === 'workers'
          ? 'Of the workspace: the rows are sent to the server, once you allow it.'
          : undefined
      }
    >
      <Select
        value={where}
        options={[
          { value: 'tab', label: 'This tab' },
          {
            value: 'workers',
            label: `Workers too${workers === undefined ? '' : ` (${workers})`}`,
          },
        ]}
        onChange={(next) => onChange(next === 'tab' ? undefined : next)}
      />
    </Field>
  );
}
