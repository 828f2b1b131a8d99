import type { ColumnType } from '@/cells/ml/model';
import type { ApiInput, ApiOutput } from '@/components/api';

export interface DraftColumn {
  readonly name: string;
  readonly type: ColumnType;
  /** Types that the model's input can be filled from. */
  readonly types: readonly ColumnType[];
  readonly required: boolean;
  /** The example, as typed. */
  readonly example: string;
}

/** The form of an import, as typed. */
export interface Draft {
  readonly model: string;
  readonly target: string;
  readonly answer: 'number' | 'class';
  readonly classes: string;
  readonly logits: boolean;
  readonly datasetId: string;
  readonly licence: string;
  readonly columns: readonly DraftColumn[];
}

/** A model from elsewhere that can answer here. */
export type ServedModel = Extract<ApiOutput['models']['inspectFiles'], { kind: 'served' }>;

export function draftFrom({ signature, task, options, example, isFixed }: ServedModel, model: string): Draft {
  return {
    ...{ model, target: signature.output.name, answer: task === 'regression' ? 'number' : 'class' },
    classes: signature.output.classes?.join(', ') ?? '0, 1',
    ...{ logits: options.logits === true, datasetId: '', licence: '' },
    columns: signature.inputs.map(({ name, type, required }) => ({
      ...{ name, type, required },
      types: type === 'number' && !isFixed ? ['number', 'boolean', 'date'] : [type],
      example: String(example?.[name] ?? (type === 'number' ? '0' : type === 'boolean' ? 'false' : '')),
    })),
  };
}

type Import = ApiInput['models']['import'];

/** What is asked of the server. A field that is left empty is missing. */
export function readDraft({
  columns,
  target,
  answer,
  classes,
  logits,
}: Draft): Pick<Import, 'about' | 'row'> {
  return {
    about: {
      inputs: columns.map(({ name, type, required }) => ({ name: name.trim(), type, required })),
      target,
      ...(answer === 'class' && { classes: classes.split(',').map((name) => name.trim()), logits }),
    },
    row: Object.fromEntries(columns.map((column) => [column.name.trim(), readExample(column)])),
  };
}

function readExample({ example, type }: DraftColumn): string | number | boolean | null {
  const text = example.trim();
  if (type === 'string') return example;
  if (text === '') return null;
  if (type === 'boolean') return text === 'true' || text === '1';
  const number = Number(text);
  return type === 'number' && !Number.isNaN(number) ? number : text;
}
