/**
 * The frame's assets, kept by the page: an opaque frame has no HTTP cache, so a second opening would download everything
 * again. Files are named by their content, so what is in the cache is never stale.
 */
export interface FrameAssets {
  /** Rejects with a message for people when there is no such asset or no server. */
  load(name: string): Promise<Blob>;
  /** The asset where this browser has it already. */
  kept(name: string): Promise<Blob | undefined>;
}

export type FrameManifest = Readonly<
  Record<string, { readonly file: string; readonly type: string; readonly bytes: number }>
>;

const cacheName = 'cellar-frame';

/** `given`: what `manifest.json` says, as far as it is known already. */
export function createFrameAssets(base = '/frame/', given?: FrameManifest): FrameAssets {
  let known = given;
  let manifest: Promise<FrameManifest> | undefined;
  const loading = new Map<string, Promise<Blob>>();

  const readManifest = () => {
    manifest ??= fetchManifest(base);
    manifest.catch(() => {
      manifest = undefined;
    });
    return manifest;
  };

  const find = async (name: string) => known?.[name] ?? (await readManifest())[name];

  const fetchAsset = async (name: string): Promise<Blob> => {
    const entry = await find(name).catch(unreachable);
    if (!entry) throw new Error(`This version has no frame asset named "${name}".`);
    const url = base + entry.file;
    const kept = await findKept(url);
    if (kept) return kept.blob();
    const response = await fetch(url).catch(unreachable);
    // A newer build took its place: the next call reads the new manifest.
    if (!response.ok) {
      known = undefined;
      manifest = undefined;
      throw new Error(
        `The asset "${name}" could not be loaded (status ${response.status}). Reload the page.`,
      );
    }
    const blob = await response.blob();
    const cache = await openCache();
    await cache?.put(url, new Response(blob, { headers: { 'Content-Type': entry.type } })).catch(() => {});
    return blob.type === entry.type ? blob : blob.slice(0, blob.size, entry.type);
  };

  // In a while: opening comes first.
  setTimeout(
    () =>
      void readManifest().then(
        (whole) => forgetOthers(base, whole),
        () => {},
      ),
    10_000,
  );

  return {
    async kept(name) {
      const entry = await find(name).catch(() => undefined);
      return (entry && (await findKept(base + entry.file)))?.blob();
    },
    load(name) {
      const running = loading.get(name) ?? fetchAsset(name).finally(() => loading.delete(name));
      loading.set(name, running);
      return running;
    },
  };
}

const unreachable = (): never => {
  throw new Error('The server does not answer. Check that it is still running, then try again.');
};

async function fetchManifest(base: string): Promise<FrameManifest> {
  const response = await fetch(`${base}manifest.json`);
  if (!response.ok) throw new Error(`status ${response.status}`);
  return response.json();
}

const findKept = async (url: string): Promise<Response | undefined> =>
  'caches' in globalThis ? caches.match(url, { cacheName }).catch(() => undefined) : undefined;

/** Absent on pages that are no secure context (plain http on another host): assets then come by HTTP each time. */
const openCache = async (): Promise<Cache | undefined> =>
  'caches' in globalThis ? caches.open(cacheName).catch(() => undefined) : undefined;

async function forgetOthers(base: string, manifest: FrameManifest): Promise<void> {
  const cache = await openCache();
  if (!cache) return;
  const known = new Set(Object.values(manifest).map(({ file }) => new URL(base + file, location.href).href));
  for (const request of await cache.keys()) if (!known.has(request.url)) await cache.delete(request);
}
