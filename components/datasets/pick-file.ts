import { tableFiles } from './drop-zone';

/** Asks for one file, of a table unless told. Calls nothing when the person thinks better of it. */
export function pickFile(onFile: (file: File) => void, accept: string = tableFiles): void {
  const input = document.createElement('input');
  input.type = 'file';
  input.accept = accept;
  input.onchange = () => {
    const [file] = input.files ?? [];
    if (file) onFile(file);
  };
  input.click();
}
