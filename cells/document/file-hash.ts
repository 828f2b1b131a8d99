/** Whether a text is the sha256 of a file: lower-case hexadecimal. */
export const isFileHash = (text: string): boolean => /^[0-9a-f]{64}$/.test(text);
