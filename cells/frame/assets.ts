import type { FrameEnd } from '@/cells/bridge/port';

/** Assets come from the page as Blobs: an opaque frame has no cache of its own. */
export interface AssetLoader {
  loadAsset(name: string): Promise<Blob>;
  /** The module of a library bundle; loaded and evaluated once. */
  importAsset(name: string): Promise<Record<string, unknown>>;
}

/** By name, what the page had at hand, and thinks that the notebook will ask for. */
export type KeptAssets = Readonly<Record<string, Blob | undefined>>;

export function createAssetLoader(bridge: FrameEnd): AssetLoader {
  const modules = new Map<string, Promise<Record<string, unknown>>>();
  const loadAsset = (name: string) => bridge.request('asset.load', { name });
  return {
    loadAsset,
    importAsset(name) {
      const known = modules.get(name);
      if (known) return known;
      const module = loadAsset(name).then(async (blob) => {
        const url = URL.createObjectURL(blob);
        try {
          return await import(/* @vite-ignore */ url);
        } finally {
          URL.revokeObjectURL(url);
        }
      });
      modules.set(name, module);
      module.catch(() => modules.delete(name));
      return module;
    },
  };
}
