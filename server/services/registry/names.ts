import { z } from 'zod';
import { AppError } from '../../errors';

/** Names of models stand in URLs, file keys and shells. */
export const modelName = z
  .string()
  .regex(
    /^[a-z0-9][a-z0-9._-]{0,99}$/,
    'A model name has small letters, digits, ".", "_" and "-", and starts with a letter or digit, e.g. bike-demand',
  )
  .refine((name) => !name.includes('..'), 'A model name has no two dots in a row');

/** An alias starts with a letter, so that `name@3` can only be version 3. */
export const aliasName = z
  .string()
  .regex(
    /^[a-z][a-z0-9_-]{0,49}$/,
    'An alias has small letters, digits, "_" and "-", and starts with a letter',
  );

/** The alias that is served when none is named, and that a model's first version gets by itself. */
export const defaultAlias = 'champion';

export interface ModelReference {
  readonly model: string;
  /** Neither a version nor an alias was named, so the deployment of this name says what answers; without one, `target` does. */
  readonly served?: boolean;
  readonly target: { readonly alias: string } | { readonly version: number };
}

/** `name` (its champion), `name@alias`, `name@3` (that version): the one way to say which model is meant. */
export function parseReference(text: string): ModelReference {
  const at = text.indexOf('@');
  const model = at < 0 ? text : text.slice(0, at);
  const target = at < 0 ? defaultAlias : text.slice(at + 1);
  const name = modelName.safeParse(model);
  if (!name.success)
    throw new AppError(
      'bad_request',
      `"${model.slice(0, 100)}" is no model name: ${name.error.issues[0]?.message}.`,
    );
  if (/^[1-9][0-9]{0,8}$/.test(target)) return { model, target: { version: Number(target) } };
  if (aliasName.safeParse(target).success)
    return { model, target: { alias: target }, ...(at < 0 && { served: true }) };
  throw new AppError(
    'bad_request',
    `"${target.slice(0, 100)}" is neither a version nor an alias. Write ${model}@3 for version 3, ${model}@champion for an alias.`,
  );
}
