import { tableFiles } from './drop-zone';

/** Asks for one file of a table. Calls nothing when the person thinks better of it. */
export function pickFile(onFile: (file: File) => void): void {
  const input = document.createElement('input');
  input.type = 'file';
  input.accept = tableFiles;
  input.onchange = () => {
    const [file] = input.files ?? [];
    if (file) onFile(file);
  };
  input.click();
}
