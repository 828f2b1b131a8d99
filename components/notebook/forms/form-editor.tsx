import type { ComponentType } from 'react';
import type { Cell, CellKind } from '@/cells/document/notebook';
import type { CellRun } from '@/cells/kernel/cell-run';
import { kindOf } from '@/cells/kinds';
import { ChartEditor } from '@/cells/kinds/chart/editor';
import { EvaluateEditor } from '@/cells/kinds/evaluate/editor';
import { InputEditor } from '@/cells/kinds/input/editor';
import { keptAttribute } from '@/cells/kinds/kept-attribute';
import type { KindEditorProps } from '@/cells/kinds/kind-editor';
import { TrainEditor } from '@/cells/kinds/train/editor';
import { TuneEditor } from '@/cells/kinds/tune/editor';
import { Checkbox } from '@/components/ui/field';
import { CodeEditor } from '../editor/code-editor';
import { knownTables } from '../editor/known-tables';
import { useNotebook } from '../notebook-context';
import styles from './form-editor.module.css';
import { knownBases } from './known-bases';
import { knownModels } from './known-models';
import { useKnown } from './use-known';

/** Options as they stand in the source: what a form shows must not hide what it does not know. */
type Written = Readonly<Record<string, unknown>>;

/** The form of each kind that has one. */
const forms: Partial<Record<CellKind, ComponentType<KindEditorProps<Written>>>> = {
  chart: ChartEditor,
  input: InputEditor,
  train: TrainEditor,
  tune: TuneEditor,
  evaluate: EvaluateEditor,
};

export const hasForm = (kind: CellKind) => kind in forms;

/** A form over the JSON of a cell. Text that is no JSON is shown as text, so that it can be mended. */
export function FormEditor({ cell, run }: { cell: Cell; run: CellRun }) {
  const { actions, store, services } = useNotebook();
  const tables = useKnown(knownTables, cell.id);
  const trained = useKnown(knownModels, cell.id);
  const bases = useKnown(knownBases, cell.id);
  const Form = forms[cell.kind];
  const options = readWritten(cell.source);
  if (!Form || !options)
    return <CodeEditor id={cell.id} kind={cell.kind} label={`${kindOf(cell)?.label} options`} />;
  const { attributes } = cell;
  const isKept = attributes[keptAttribute] !== undefined;
  const mayKeep = cell.output !== undefined && mayKeepValue(cell.kind, options);
  const keep = (isOn: boolean) => {
    const { [keptAttribute]: _, ...rest } = attributes;
    actions.change(cell.id, {
      attributes: isOn ? { ...rest, [keptAttribute]: services.valueShown(cell.id) ?? '' } : rest,
    });
  };
  const form = (
    <Form
      options={options}
      onChange={(next) => actions.change(cell.id, { source: JSON.stringify(next, null, 2) })}
      tables={tables}
      trained={trained}
      countWorkers={services.countWorkers}
      bases={bases}
      models={store
        .get()
        .cells.flatMap((other) =>
          (other.kind === 'train' || other.kind === 'tune') && other.id !== cell.id
            ? (other.output ?? [])
            : [],
        )}
      state={run.state}
      run={() => actions.run(cell.id)}
      stop={() => actions.stop(cell.id)}
    />
  );
  if (!mayKeep && !isKept) return form;
  return (
    <>
      {form}
      <div className={styles.keep}>
        <Checkbox
          label={
            cell.kind === 'chart' ? 'Keep what is brushed in the notebook' : 'Keep the value in the notebook'
          }
          checked={isKept}
          onChange={keep}
        />
      </div>
    </>
  );
}

/** What a reader sets here, the file may keep. */
const mayKeepValue = (kind: CellKind, options: Written): boolean =>
  kind === 'chart'
    ? Boolean(options.brush)
    : kind === 'input' && !['button', 'file', 'table'].includes(String(options.control));

function readWritten(source: string): Written | undefined {
  try {
    const value: unknown = JSON.parse(source);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Written)
      : undefined; // just checked
  } catch {
    return undefined;
  }
}
