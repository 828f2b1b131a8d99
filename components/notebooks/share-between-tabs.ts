/** Tabs of one browser tell each other what is written while the server is away. What a tab is told it does not tell on. */
export function shareBetweenTabs(
  notebookId: string,
  onWritten: (update: Uint8Array) => void,
): { tell(update: Uint8Array): void; close(): void } {
  const channel = new BroadcastChannel(`cellar-notebook ${notebookId}`);
  channel.onmessage = ({ data }) => {
    if (data instanceof Uint8Array) onWritten(data);
  };
  return {
    tell: (update) => channel.postMessage(update),
    close: () => channel.close(),
  };
}
