import { stateName } from './folder-state';

/** With the longest ending that a file gets here, no disk refuses a name of so many bytes. */
const longestName = 150;

/** A file name for a title that is free in the folder, in any case of letters. */
export async function freeName(title: string, isFree: (name: string) => Promise<boolean>): Promise<string> {
  let plain = title.replace(/[^\p{L}\p{N}]+/gu, '-').slice(0, 80);
  while (Buffer.byteLength(plain) > longestName) plain = [...plain].slice(0, -1).join('');
  plain = plain.replace(/^-+|-+$/g, '').toLowerCase() || 'notebook';
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? `${plain}.html` : `${plain}-${number}.html`;
    if (name !== stateName && (await isFree(name))) return name;
  }
}
