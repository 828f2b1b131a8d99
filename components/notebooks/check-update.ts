import * as Y from 'yjs';

/**
 * What is wrong with an update that a frame wrote, in words; undefined where nothing is. It may add under its own number only, right
 * after what it added before: so it cannot write in another's name, nor make two documents differ that should be one.
 */
export function checkUpdate(doc: Y.Doc, update: Uint8Array, client: number): string | undefined {
  try {
    const { from, to } = Y.parseUpdateMeta(update);
    for (const writer of to.keys())
      if (writer !== client) return `It was written under the number ${writer}.`;
    const start = from.get(client);
    const known = Y.getState(doc.store, client);
    if (start !== undefined && start > known) return `It begins at ${start}, after ${known}.`;
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
