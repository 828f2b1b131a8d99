/** `Files`: what older Observable notebooks read a file of an input with. */

export const buffer = (file: Blob): Promise<ArrayBuffer> => file.arrayBuffer();

export const text = (file: Blob): Promise<string> => file.text();

/** As a data URL. */
export function url(file: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });
}
