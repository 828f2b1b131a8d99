import type { ApiInput } from '@/components/api';

type Files = ApiInput['models']['promote']['files'];

/** Sends the files of a package, each under its own hash; what the server has already is not sent again. */
export async function uploadPackage(
  files: Readonly<Record<string, Uint8Array>>,
  onProgress: (sentBytes: number) => void,
): Promise<Files> {
  const stored: Files = {};
  let sent = 0;
  for (const [path, bytes] of Object.entries(files)) {
    // A copy on an ordinary buffer: what came from the frame may be backed by any.
    const content = new Uint8Array(bytes);
    const hash = toHex(await crypto.subtle.digest('SHA-256', content));
    await put(path, hash, content);
    stored[path] = { hash, bytes: content.byteLength };
    sent += content.byteLength;
    onProgress(sent);
  }
  return stored;
}

async function put(path: string, hash: string, content: Uint8Array<ArrayBuffer>): Promise<void> {
  let response: Response;
  try {
    response = await fetch(`/api/blobs/${hash}`, {
      method: 'PUT',
      headers: { 'Content-Type': 'application/octet-stream' },
      body: content,
    });
  } catch (cause) {
    throw new Error(`${path} could not be sent. Check that the server is still running, then try again.`, {
      cause,
    });
  }
  if (response.ok) return;
  const answer: { error?: { message?: string } } = await response.json().catch(() => ({}));
  throw new Error(answer.error?.message ?? `${path} was refused by the server (status ${response.status}).`);
}

const toHex = (digest: ArrayBuffer) =>
  [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
