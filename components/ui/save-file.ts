/** Gives the person a file, as a download. */
export function saveFile(name: string, blob: Blob): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  // The browser has the bytes by then; a minute is generous.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
