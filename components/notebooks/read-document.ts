/** The notebook as it is being written: a Yjs update. The page's HTML has asked for it already. @throws with a message for people */
export async function readDocument(id: string): Promise<Uint8Array> {
  const response = await fetch(`/api/notebooks/${id}/document`);
  if (response.ok) return new Uint8Array(await response.arrayBuffer());
  const { error } = await response.json().catch(() => ({ error: undefined }));
  throw new Error(error?.message ?? 'The server does not answer. Check that it runs, and try again.');
}
