import { AppError } from '../../errors';

/** A wrong request, in the server's own words where it has some. */
export const invalidArgument = (message: string) => new AppError('bad_request', message);

/** What it calls a model: `Latest(rides)`, `Specific(rides, 3)`. */
export function servableNotFound(model: string, version: number | undefined, why: string): AppError {
  const servable = version === undefined ? `Latest(${model})` : `Specific(${model}, ${version})`;
  return new AppError('not_found', `Servable not found for request: ${servable}. ${why}`);
}
