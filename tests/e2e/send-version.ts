import { createHash, randomUUID } from 'node:crypto';
import type { APIRequestContext } from '@playwright/test';
import { nodeAssets } from '@/cells/ml/node-assets';
import { train } from '@/cells/ml/train';
import { call } from './open-notebook';

interface NewVersion {
  readonly model: string;
  readonly notebookId: string;
  readonly rows: readonly object[];
  readonly options: Parameters<typeof train>[1];
  /** A notebook file that makes `model`. */
  readonly slice: string;
  readonly sliceCells: number;
  readonly totalCells: number;
  readonly datasets: readonly { readonly table: string; readonly hash: string }[];
}

/** Trains here and sends the version as the page sends it. */
export async function sendVersion(
  request: APIRequestContext,
  { rows, options, ...version }: NewVersion,
): Promise<void> {
  const { signal } = new AbortController();
  const trained = await train(rows, options, { signal, progress() {}, assets: nodeAssets() });
  const files: Record<string, { hash: string; bytes: number }> = {};
  for (const [path, bytes] of await trained.toPackage()) {
    const hash = createHash('sha256').update(bytes).digest('hex');
    await request.put(`/api/blobs/${hash}`, { data: Buffer.from(bytes) });
    files[path] = { hash, bytes: bytes.byteLength };
  }
  const promotion = { ...version, files, output: 'model', idempotencyKey: randomUUID() };
  const { versionId } = await call(request, 'models.promote', promotion);
  await call(request, 'models.admit', { versionId });
}
