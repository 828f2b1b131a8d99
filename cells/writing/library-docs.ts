/** What help knows of the standard library; `cli/write-library-docs.mjs` writes it from types and comments. */
export interface LibraryDocs {
  /** The names that cells may use unimported. */
  readonly names: readonly Member[];
  /** Objects by number: the places of their members in `members`. */
  readonly types: readonly (readonly number[])[];
  readonly members: readonly Member[];
}

export interface Member {
  readonly name: string;
  /** One sentence. */
  readonly doc?: string;
  /** Of a function: the ways to call it. */
  readonly calls?: readonly Call[];
  /** Of a value. */
  readonly type?: string;
  /** Its own members: a number in `types`. */
  readonly members?: number;
}

export interface Call {
  readonly parameters: readonly Parameter[];
  readonly returns: string;
  /** What it returns: a number in `types`. */
  readonly gives?: number;
}

export interface Parameter {
  readonly name: string;
  readonly type: string;
  readonly optional?: boolean;
  readonly rest?: boolean;
  readonly doc?: string;
  /** The options that an object here takes: a number in `types`. */
  readonly options?: number;
}

export function membersOf({ types, members }: LibraryDocs, type: number | undefined): readonly Member[] {
  return (type === undefined ? [] : (types[type] ?? [])).flatMap((place) => members[place] ?? []);
}

/** `barY(data?, options?)`. */
export function writeCall(name: string, { parameters }: Call): string {
  return `${name}(${parameters.map(writeParameter).join(', ')})`;
}

export const writeParameter = ({ name, optional, rest }: Parameter): string =>
  `${rest ? '…' : ''}${name}${optional ? '?' : ''}`;

/** The words that a type allows, of `"bar" | "line"`. */
export const wordsOfType = (type: string): string[] =>
  /^\s*("[^"]*"|\(?string & .*|[\w.[\]]+)(\s*\|\s*.*)*$/.test(type)
    ? [...type.matchAll(/"([^"]*)"/g)].map(([, word]) => word ?? '')
    : [];
