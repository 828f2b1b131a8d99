import { z } from 'zod';
import { countOf, longestFile, UnreadableFile } from './converted';

/** Text as Jupyter writes it: whole, or line by line. */
const text = z
  .union([z.string(), z.array(z.string())])
  .transform((given) => (typeof given === 'string' ? given : given.join('')));
const loose = z.record(z.string(), z.unknown());
const metadata = loose.catch({});

const cell = z.object({
  cell_type: z.string(),
  source: text.optional(),
  /** What version 3 calls the source of code. */
  input: text.optional(),
  language: z.string().optional(),
  level: z.number().int().min(1).max(6).optional().catch(undefined),
  metadata: metadata.optional(),
  attachments: z.record(z.string(), loose).optional().catch(undefined),
  outputs: z.array(z.unknown()).optional().catch(undefined),
});
const file = z.object({
  nbformat: z.number().int(),
  metadata: metadata.optional(),
  cells: z.array(cell).optional(),
  worksheets: z.array(z.object({ cells: z.array(cell) })).optional(),
});

export interface JupyterCell {
  readonly type: string;
  readonly source: string;
  /** Of version 3's headings. */
  readonly level?: number;
  /** Where the cell says it itself. */
  readonly language?: string;
  readonly metadata: Readonly<Record<string, unknown>>;
  /** File name → MIME type → content. */
  readonly attachments: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly outputs: readonly unknown[];
}
export interface JupyterFile {
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly cells: readonly JupyterCell[];
}

/**
 * Reads a file of Jupyter's format 3 or 4.
 * @throws UnreadableFile which says what is wrong and what to do
 */
export function parseJupyter(json: string): JupyterFile {
  if (json.length > longestFile)
    throw new UnreadableFile(
      `This file has ${Math.round(json.length / 1e6)} MB; up to ${longestFile / 1e6} MB are read. Clear its outputs in Jupyter, save it, and import it again.`,
    );
  const given = readJson(json);
  const version =
    typeof given === 'object' && given !== null && 'nbformat' in given ? given.nbformat : undefined;
  if (version === undefined)
    throw new UnreadableFile('This is JSON, but no Jupyter notebook: it names no "nbformat".');
  if (version !== 3 && version !== 4)
    throw new UnreadableFile(
      `This notebook is of Jupyter's format ${String(version).slice(0, 20)}; 3 and 4 are read. Convert it first: jupyter nbconvert --to notebook --nbformat 4 <file>`,
    );
  const parsed = file.safeParse(given);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new UnreadableFile(
      `This notebook is damaged: ${issue?.path.join('.') || 'the file'} is not what Jupyter writes. Open it in Jupyter, save it, and import it again.`,
    );
  }
  const { metadata: about = {}, cells, worksheets = [] } = parsed.data;
  return {
    metadata: about,
    cells: [...(cells ?? []), ...worksheets.flatMap((sheet) => sheet.cells)].map((one) => ({
      type: one.cell_type,
      source: one.source ?? one.input ?? '',
      level: one.level,
      language: one.language,
      metadata: one.metadata ?? {},
      attachments: one.attachments ?? {},
      outputs: one.outputs ?? [],
    })),
  };
}

function readJson(json: string): unknown {
  try {
    return JSON.parse(json.replace(/^\uFEFF/, ''));
  } catch (cause) {
    const merged = /^<{7} /m.test(json) ? ' It holds marks of an unfinished merge.' : '';
    throw new UnreadableFile(
      `This is no Jupyter notebook: it is not whole JSON (${countOf(json.length, 'character')} were read).${merged} Take the file from Jupyter again.`,
      { cause },
    );
  }
}

/** A field of loose metadata, as text. */
export function textIn(given: unknown, ...path: readonly string[]): string | undefined {
  const found = path.reduce<unknown>(
    (value, key) => (typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined),
    given,
  );
  return typeof found === 'string' && found !== '' ? found : undefined;
}
