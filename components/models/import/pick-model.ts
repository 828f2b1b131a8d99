/** Asks for the files of a model, or for the folder that holds them. Calls nothing when the person thinks better of it. */
export function pickModel(what: 'files' | 'folder', onFiles: (files: readonly File[]) => void): void {
  const input = document.createElement('input');
  input.type = 'file';
  if (what === 'folder') input.webkitdirectory = true;
  else {
    input.multiple = true;
    input.accept = '.onnx,.zip,.json,.bin';
  }
  input.onchange = () => {
    const files = [...(input.files ?? [])];
    if (files.length > 0) onFiles(files);
  };
  input.click();
}
