import type { z } from 'zod';

type Issue = Pick<z.core.$ZodIssue, 'message' | 'path'>;

/**
 * What is wrong with an input, as a sentence. Words that zod wrote need the place; our own name their thing, so the place stands
 * beside them only when it is deeper than one field or its items.
 */
export function sayIssue(issue: Issue | undefined): string {
  if (!issue) return 'Invalid input.';
  const { message, path } = issue;
  const place = path.join('.');
  if (/^(Invalid|Too (small|big)|Unrecognized)/.test(message))
    return place ? `${message} at ${place}.` : `${message}.`;
  const isDeep = path.filter((key) => typeof key === 'string').length > 1;
  return isDeep ? `${message} (${place}).` : `${message}.`;
}
