import type { CellError } from './cell-run';

/** Our own classes and the plain one: their messages are whole sentences, and the name says nothing more. */
const silent: ReadonlySet<string> = new Set([
  'Error',
  'BridgeError',
  'QueryError',
  'CannotExplain',
  'CompileError',
  'CircularDefinition',
  'DuplicateDefinition',
]);

/** The name of an error's class where it tells the author something: `TypeError`, a class of their own. */
export const tellingName = ({ name }: Pick<CellError, 'name'>): string | undefined =>
  silent.has(name) ? undefined : name;

/** An error in one sentence. */
export const sayError = (error: Pick<CellError, 'name' | 'message'>): string => {
  const name = tellingName(error);
  return name ? `${name}: ${error.message}` : error.message;
};
