/** What a form knows of a cell's options: anything, until their schema has judged them. */
export type Options = Readonly<Record<string, unknown>>;

export const isRecord = (value: unknown): value is Options =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const withoutMissing = (options: Options): Options =>
  Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));

/** What a person would write of these options: neither what is missing nor what is so by itself. Options are small JSON, in the order of their schema. */
export const ownOf = (given: Options, usual: Options): Options =>
  Object.fromEntries(
    Object.entries(given).filter(
      ([name, value]) => value !== undefined && JSON.stringify(value) !== JSON.stringify(usual[name]),
    ),
  );

/** Nothing in place of nothing set. */
export const orMissing = (options: Options): Options | undefined =>
  Object.keys(options).length > 0 ? options : undefined;
