/** Bytes in JSON, as the headless host writes them: `{"$bytes": "<base64>"}`. Use as reviver and replacer. */
export function decodeBytes(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('$bytes' in value) || typeof value.$bytes !== 'string')
    return value;
  return new Uint8Array(Buffer.from(value.$bytes, 'base64'));
}

export function encodeBytes(_key: string, value: unknown): unknown {
  return value instanceof Uint8Array ? { $bytes: Buffer.from(value).toString('base64') } : value;
}
