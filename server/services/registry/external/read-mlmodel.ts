import { z } from 'zod';
import type { Context } from '../../../context';
import { AppError } from '../../../errors';

const largestMlmodel = 1024 ** 2;
const columns = z.array(z.object({ name: z.string().min(1).max(200).optional() })).max(10_000);

/** What is read of an `MLmodel` file that another program wrote. */
export interface Mlmodel {
  readonly flavors: string[];
  /** Names of its inputs in their order, where all have one. */
  readonly inputs?: readonly string[];
  readonly output?: string;
  /** By flavour, the file or folder that holds its model, where it names one. */
  readonly data: Readonly<Record<string, string>>;
}

/** It is YAML of a known shape: only the names of its flavors are read, and the two lines of JSON that are its signature. */
export async function readMlmodel(
  { storage }: Pick<Context, 'storage'>,
  file: { readonly hash: string; readonly bytes: number } | undefined,
): Promise<Mlmodel> {
  if (!file) return { flavors: [], data: {} };
  if (file.bytes > largestMlmodel) throw new AppError('too_large', 'The MLmodel file is larger than 1 MB.');
  const text = new TextDecoder().decode(await storage.readAll(file.hash));
  const flavors = blockOf(text, 'flavors');
  const indent = /^[ \t]+/.exec(flavors)?.[0].length ?? 0;
  const signature = blockOf(text, 'signature');
  const lines = [...flavors.matchAll(/^([ \t]+)([\w.-]{1,60}):[ \t]*(.*)$/gm)];
  const outputs = namesOf(signature, 'outputs');
  return {
    flavors: lines
      .flatMap(([, space = '', name = '']) => (space.length === indent ? [name] : []))
      .slice(0, 20),
    data: dataOf(lines, indent),
    inputs: namesOf(signature, 'inputs'),
    output: outputs?.length === 1 ? outputs[0] : undefined,
  };
}

/** What a line `data: model.json` under a flavour says. */
function dataOf(lines: readonly RegExpMatchArray[], indent: number): Readonly<Record<string, string>> {
  const found = new Map<string, string>();
  let flavor = '';
  for (const [, space = '', name = '', value = ''] of lines) {
    if (space.length === indent) flavor = name;
    else if (name === 'data' && value && !found.has(flavor)) found.set(flavor, value.trim());
  }
  return Object.fromEntries(found);
}

const blockOf = (text: string, key: string): string =>
  new RegExp(`^${key}:[ \\t]*\\n((?:[ \\t]+.*\\n?)*)`, 'm').exec(text)?.[1] ?? '';

/** A text in single quotes, which YAML folds: a line break in it is a space. */
function namesOf(block: string, key: string): readonly string[] | undefined {
  const quoted = new RegExp(`^[ \\t]+${key}: '((?:[^']|'')*)'`, 'm').exec(block)?.[1];
  if (quoted === undefined) return undefined;
  try {
    const parsed = columns.safeParse(JSON.parse(quoted.replaceAll("''", "'").replace(/\n[ \t]+/g, ' ')));
    const names = parsed.data?.flatMap(({ name }) => name ?? []);
    return names && names.length === parsed.data?.length ? names : undefined;
  } catch {
    return undefined; // A signature that cannot be read names nothing.
  }
}
