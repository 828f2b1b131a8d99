import type { Notebook } from '@/cells/document/notebook';
import { parseNotebook } from '@/cells/document/parse';
import { serializeNotebook } from '@/cells/document/serialize';
import { type InputOptions, inputOptions } from '@/cells/kinds/input/options';
import { AppError } from '../../errors';

/** An input of a notebook that a schedule may give a value: a form cell with a name. */
export interface NotebookInput {
  readonly name: string;
  readonly options: Exclude<InputOptions, { control: 'button' }>;
}

/** The notebook's inputs in their order, with what stands in them. Cells that do not read as inputs are left out. */
export const listNotebookInputs = (html: string): NotebookInput[] =>
  readInputs(parseNotebook(html)).map(({ name, options }) => ({ name, options }));

function readInputs(notebook: Notebook): (NotebookInput & { cellId: number })[] {
  return notebook.cells.flatMap((cell) => {
    if (cell.kind !== 'input' || !cell.output) return [];
    const parsed = inputOptions.safeParse(parseJson(cell.source));
    if (!parsed.success || parsed.data.control === 'button') return [];
    return [{ cellId: cell.id, name: cell.output, options: parsed.data }];
  });
}

/**
 * The notebook with these values in its inputs. Throws AppError unprocessable for a name that is none of its inputs, and for a value that
 * the input would not take.
 */
export function withParameters(html: string, parameters: Readonly<Record<string, unknown>>): string {
  if (Object.keys(parameters).length === 0) return html;
  const notebook = parseNotebook(html);
  const inputs = readInputs(notebook);
  const known = inputs.map(({ name }) => name);
  for (const name of Object.keys(parameters))
    if (!known.includes(name))
      throw new AppError(
        'unprocessable',
        `The notebook has no input named ${name}. ${known.length ? `Its inputs are ${known.join(', ')}.` : 'It has no inputs.'}`,
      );
  const sources = new Map(
    inputs.flatMap(({ cellId, name, options }) =>
      Object.hasOwn(parameters, name)
        ? [[cellId, JSON.stringify(withValue(name, options, parameters[name]), null, 2)] as const]
        : [],
    ),
  );
  return serializeNotebook({
    ...notebook,
    cells: notebook.cells.map((cell) => ({ ...cell, source: sources.get(cell.id) ?? cell.source })),
  });
}

function withValue(name: string, options: NotebookInput['options'], value: unknown): InputOptions {
  const parsed = inputOptions.safeParse({ ...options, value });
  const reason = parsed.success ? misfit(parsed.data, value) : 'it is of another kind';
  if (!parsed.success || reason)
    throw new AppError(
      'unprocessable',
      `The input ${name} does not take ${JSON.stringify(value)}: ${reason}.`,
    );
  return parsed.data;
}

/** Why a control would show something else than the value, which it would silently. */
function misfit(options: InputOptions, value: unknown): string | undefined {
  switch (options.control) {
    case 'range':
    case 'number': {
      const { min = -Infinity, max = Infinity } = options;
      if (typeof value !== 'number') return 'it takes a number';
      return value < min || value > max ? `it takes ${min} to ${max}` : undefined;
    }
    case 'date': {
      const { min = '', max = '9999' } = options;
      return String(value) < min || String(value) > max ? 'the day is outside its bounds' : undefined;
    }
    case 'select':
    case 'radio':
    case 'checkbox': {
      const { choices } = options;
      if (!Array.isArray(choices)) return undefined; // another cell gives them when it runs
      const missing = [value].flat().find((one) => !choices.includes(one as (typeof choices)[number])); // compared, whatever it is
      return missing === undefined ? undefined : `its choices are ${choices.join(', ')}`;
    }
    default:
      return undefined;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // a cell half written: it fails when it runs, by its own words
  }
}
