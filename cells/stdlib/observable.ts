import type { Builtin } from '@/cells/kernel/kernel';
import { plotBuiltin } from './plot';
import { searchableSelect } from './searchable-select';
import type { StandardLibraryServices } from './services';

/** What the bundle `observable` (`cells/frame/libraries/observable.ts`) exports. */
export interface ObservableLibraries {
  readonly d3: typeof import('d3');
  readonly Plot: typeof import('@observablehq/plot');
  readonly Inputs: typeof import('@observablehq/inputs');
  readonly htl: typeof import('htl');
  readonly Marked: typeof import('marked').Marked;
  readonly footnotes: typeof import('marked-footnote').default;
}

/** `d3`, `Plot`, `Inputs`, `htl`, `html` and `svg`, from one bundle that is fetched once. */
export function createObservable({ importAsset }: Pick<StandardLibraryServices, 'importAsset'>): {
  readonly builtins: Record<'d3' | 'Plot' | 'Inputs' | 'htl' | 'html' | 'svg', Builtin>;
  readonly load: () => Promise<ObservableLibraries>;
} {
  let loading: Promise<ObservableLibraries> | undefined;
  const load = () => {
    // The asset is the bundle of exactly these.
    loading ??= importAsset('observable') as Promise<unknown> as Promise<ObservableLibraries>;
    loading.catch(() => {
      loading = undefined; // a failed fetch is tried again
    });
    return loading;
  };
  const from = (pick: (libraries: ObservableLibraries) => unknown): Builtin => ({
    make: async () => pick(await load()),
  });
  return {
    load,
    builtins: {
      d3: from(({ d3 }) => d3),
      Plot: plotBuiltin(async () => (await load()).Plot),
      Inputs: from(({ Inputs }) => ({ ...Inputs, select: searchableSelect(Inputs.select) })),
      htl: from(({ htl }) => htl),
      html: from(({ htl }) => htl.html),
      svg: from(({ htl }) => htl.svg),
    },
  };
}
