import type { System } from '../context';
import { createModelInMemory, type ModelInMemory } from './model-in-memory';
import { createModelThread } from './model-thread';
import type { ServedVersion } from './resolve-version';

export interface ModelsInMemory {
  /** The model of a version, loading it when it is not there. The least recently used ones make room. */
  get(version: ServedVersion): Promise<ModelInMemory>;
  dispose(): void;
}

interface Entry {
  readonly model: Promise<ModelInMemory>;
  readonly bytes: number;
}

/** What a thread takes by itself, and how much larger parameters are in memory than in their files: rough, on the safe side. */
const threadBytes = 48 * 1024 ** 2;
const growth = 4;

export function createModelsInMemory(
  { storage }: Pick<System, 'storage'>,
  {
    limitBytes = 1536 * 1024 ** 2,
    startThread = createModelThread,
    timeoutMs,
  }: { limitBytes?: number; startThread?: typeof createModelThread; timeoutMs?: number } = {},
): ModelsInMemory {
  // A Map keeps the order of insertion: the first is the one that was not used for the longest time.
  const entries = new Map<string, Entry>();

  async function open(version: ServedVersion): Promise<ModelInMemory> {
    const files = Object.fromEntries(
      await Promise.all(
        Object.entries(version.files).map(
          async ([path, { hash }]) => [path, await storage.localPath(hash)] as const,
        ),
      ),
    );
    const model = createModelInMemory({
      label: `${version.model} version ${version.number}`,
      start: () => startThread({ files }),
      timeoutMs,
    });
    await model.load();
    return model;
  }

  function makeRoom(): void {
    let used = [...entries.values()].reduce((sum, { bytes }) => sum + bytes, 0);
    for (const [id, entry] of entries) {
      if (used <= limitBytes || entries.size === 1) return;
      entries.delete(id);
      used -= entry.bytes;
      entry.model.then(
        (model) => model.dispose(),
        () => {},
      );
    }
  }

  return {
    get(version) {
      const known = entries.get(version.id);
      if (known) {
        entries.delete(version.id);
        entries.set(version.id, known);
        return known.model;
      }
      const entry = { model: open(version), bytes: threadBytes + growth * version.bytes };
      entries.set(version.id, entry);
      entry.model.catch(() => {
        if (entries.get(version.id) === entry) entries.delete(version.id);
      });
      makeRoom();
      return entry.model;
    },
    dispose() {
      for (const { model } of entries.values())
        model.then(
          (loaded) => loaded.dispose(),
          () => {},
        );
      entries.clear();
    },
  };
}
