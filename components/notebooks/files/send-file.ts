import { z } from 'zod';
import { isFileHash } from '@/cells/document/file-hash';
import type { NotebookFile } from '@/cells/document/file-lock';

const kept = z.object({ hash: z.string().refine(isFileHash), bytes: z.number(), type: z.string() });
const refused = z.object({ error: z.object({ message: z.string() }) });

export interface SendOptions {
  readonly notebookId: string;
  readonly name: string;
  readonly signal?: AbortSignal;
  /** 0..1 of the bytes. */
  onProgress?(fraction: number): void;
}

/** Sends a file to be kept with a notebook; gives what its list says of it. XMLHttpRequest, because fetch does not tell how far an upload is. */
export function sendFile(
  content: Blob,
  { notebookId, name, signal, onProgress }: SendOptions,
): Promise<NotebookFile> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('PUT', `/api/notebooks/${encodeURIComponent(notebookId)}/files/${encodeURIComponent(name)}`);
    request.responseType = 'json';
    request.upload.onprogress = ({ loaded, total }) => onProgress?.(total ? loaded / total : 0);
    request.onload = () => {
      const answer = kept.safeParse(request.response);
      if (request.status === 200 && answer.success) return resolve(answer.data);
      const problem = refused.safeParse(request.response);
      reject(
        new Error(
          problem.success ? problem.data.error.message : `The server refused ${name} (${request.status}).`,
        ),
      );
    };
    request.onerror = () =>
      reject(
        new Error(`${name} did not arrive: the server does not answer. Check that it runs, then try again.`),
      );
    request.onabort = () => reject(signal?.reason ?? new DOMException('Cancelled', 'AbortError'));
    if (signal?.aborted) return reject(signal.reason);
    signal?.addEventListener('abort', () => request.abort(), { once: true });
    request.send(content);
  });
}
