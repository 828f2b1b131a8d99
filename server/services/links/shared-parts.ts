import { sayNotShown } from '@/cells/bridge/notebooks';
import type { Notebook } from '@/cells/document/notebook';
import { parseNotebook } from '@/cells/document/parse';
import type { System } from '../../context';
import { AppError } from '../../errors';
import { gatherImports, type ImportedPart } from './gather-imports';
import { type OpenLink, readShown } from './open-link';

/** What a link shows of a notebook that cells are imported from: at each of the revisions that are locked. @throws AppError forbidden for any other */
export async function requireParts(
  system: System,
  link: OpenLink,
  imported: string,
): Promise<readonly ImportedPart[]> {
  const { parts } = await gatherImports(system, await readShown(system, link));
  const found = parts.filter(({ id }) => id === imported);
  if (found.length === 0) throw new AppError('forbidden', sayNotShown);
  return found;
}

/** The texts whose locks count: of the shown notebook, or of what it shows of another. */
export const readTexts = async (
  system: System,
  link: OpenLink,
  imported: string | undefined,
): Promise<readonly Notebook[]> =>
  imported === undefined
    ? [parseNotebook((await readShown(system, link)).html)]
    : (await requireParts(system, link, imported)).map(({ notebook }) => notebook);
