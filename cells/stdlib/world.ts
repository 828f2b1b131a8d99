import type { LoadWorld } from './charting/world';
import type { StandardLibraryServices } from './services';

/** `world`: the outlines of all countries as GeoJSON, fetched when first named. */
export function createWorld({ importAsset }: Pick<StandardLibraryServices, 'importAsset'>): LoadWorld {
  let loading: ReturnType<LoadWorld> | undefined;
  return () => {
    loading ??= importAsset('world').then(({ world }) => world as Awaited<ReturnType<LoadWorld>>); // the asset is the bundle of exactly this
    loading.catch(() => {
      loading = undefined; // a failed fetch is tried again
    });
    return loading;
  };
}
