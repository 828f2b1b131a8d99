/** What the notebook asks of the world around it. The frame answers through the bridge. */
export interface NotebookServices {
  /** A file was dropped or picked: offer to keep it as a data set, and put a first SQL cell at `at` when it was. */
  proposeFile(file: File, at: number): void;
  /** Opens the page's dialog for attaching a data set that is already there. */
  attachDataset(): void;
  /** Hands bytes to the person as a download. */
  saveFile(name: string, blob: Blob): void;
  /** A key that belongs to the page around the notebook: `mod+k`, `mod+s`. */
  pageKey(key: string): void;
}
