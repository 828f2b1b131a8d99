import type { Config } from '../../config';
import { AppError } from '../../errors';
import { askServer, callServer } from '../ask-server';

export interface RemoteNotebook {
  readonly id: string;
  readonly title: string;
  readonly revision: number;
}

/** The notebooks of the server at CELLAR_URL. */
export interface Workspace {
  readonly url: string;
  /** Those changed last, `mostListed` of them at most. */
  list(): Promise<readonly RemoteNotebook[]>;
  /** Undefined where there is none, or it was deleted. */
  read(id: string): Promise<(RemoteNotebook & { readonly html: string }) | undefined>;
  create(html: string): Promise<{ readonly id: string; readonly revision: number }>;
  /** @throws AppError conflict where `baseRevision` is not the newest */
  save(id: string, html: string, baseRevision: number): Promise<{ readonly revision: number }>;
  remove(id: string): Promise<unknown>;
  /** A file beside a notebook; undefined where the notebook lists it and has not got it. */
  readFile(
    id: string,
    file: { readonly name: string; readonly hash: string },
  ): Promise<Uint8Array | undefined>;
  /** Those of the hashes whose files the notebook has not got. */
  missingFiles(id: string, hashes: readonly string[]): Promise<readonly string[]>;
  keepFile(id: string, name: string, content: Uint8Array<ArrayBuffer>): Promise<void>;
}

export const mostListed = 1000;

export function openWorkspace(config: Pick<Config, 'url'>): Workspace {
  return {
    url: config.url,
    list: () => callServer(config, (api) => api.notebooks.list.query({ limit: mostListed })),
    read: (id) =>
      callServer(config, (api) => api.notebooks.read.query({ id })).catch((error) => {
        if (error instanceof AppError && error.code === 'not_found') return undefined;
        throw error;
      }),
    create: (html) => callServer(config, (api) => api.notebooks.create.mutate({ html })),
    save: (id, html, baseRevision) =>
      callServer(config, (api) => api.notebooks.save.mutate({ id, html, baseRevision })),
    remove: (id) => callServer(config, (api) => api.notebooks.delete.mutate({ id })),
    async readFile(id, { name, hash }) {
      const found = await callServer(config, (api) =>
        api.notebooks.openFile.query({ notebookId: id, name, hash }),
      ).catch((error) => {
        if (error instanceof AppError && error.code === 'forbidden') return undefined;
        throw error;
      });
      if (!found) return undefined;
      return new Uint8Array(await (await askServer(config, found.path)).arrayBuffer());
    },
    missingFiles: async (id, hashes) =>
      hashes.length === 0
        ? []
        : callServer(config, (api) =>
            api.notebooks.missingFiles.query({ notebookId: id, hashes: [...new Set(hashes)] }),
          ),
    async keepFile(id, name, content) {
      await askServer(config, `/api/notebooks/${encodeURIComponent(id)}/files/${encodeURIComponent(name)}`, {
        ...{ method: 'PUT', body: content },
      });
    },
  };
}
