export interface CompareChoice {
  readonly from: number;
  readonly to: number;
  /** Columns that name a row; none of them compares whole rows, undefined takes those that are proposed. */
  readonly key?: readonly string[];
}

/** What an address asks for; the newest version and the one before it where it says nothing, or names no version. */
export function readChoice(
  address: Pick<URLSearchParams, 'get' | 'getAll' | 'has'>,
  versions: readonly { number: number }[],
): CompareChoice {
  const known = (name: string) => versions.find(({ number }) => number === Number(address.get(name)))?.number;
  const to = known('to') ?? versions[0]?.number ?? 1;
  const before = versions.find(({ number }) => number < to)?.number;
  const key = address.has('key') ? address.getAll('key').filter(Boolean) : undefined;
  return { from: known('from') ?? before ?? to, to, key };
}

export function writeChoice({ from, to, key }: CompareChoice): string {
  const address = new URLSearchParams({ from: String(from), to: String(to) });
  for (const column of key?.length === 0 ? [''] : (key ?? [])) address.append('key', column);
  return address.toString();
}
