import type { Booster, BoosterOptions } from './booster';
import { readLightgbm } from './read-lightgbm';
import { readXgboost } from './read-xgboost';
import { parseUbjson } from './ubjson';

const largestFile = 256 * 1024 * 1024;

/**
 * A booster of XGBoost (JSON, UBJSON) or LightGBM (text): which, the content says.
 * @throws Error in words when it is none of them, damaged, or holds what cannot be predicted here
 */
export function readBooster(bytes: Uint8Array, options: BoosterOptions = {}): Booster {
  if (bytes.length === 0) throw new Error('The file of the booster is empty.');
  if (bytes.length > largestFile) throw new Error('The file of the booster is larger than 256 MB.');
  if (startsWith(bytes, 'tree\n') || startsWith(bytes, 'tree\r'))
    return readLightgbm(readText(bytes), options);
  // UBJSON's object begins with a marker of a length where JSON has a quote or a space.
  if (bytes[0] === 0x7b && 'iUIlL#$'.includes(String.fromCharCode(bytes[1] ?? 0)))
    return readXgboost(parseUbjson(bytes), options);
  if (bytes[0] === 0x7b || startsWith(bytes, ' ') || startsWith(bytes, '\n'))
    return readXgboost(parseJson(readText(bytes)), options);
  throw new Error(describeStranger(bytes));
}

function describeStranger(bytes: Uint8Array): string {
  const readable = 'Readable are XGBoost’s JSON and UBJSON (save_model) and LightGBM’s text (save_model).';
  if (startsWith(bytes, 'binf') || startsWith(bytes, 'bs64'))
    return `This is XGBoost’s old binary format. ${readable}`;
  if (bytes[0] === 0x80) return `This is a Python pickle, which is a program and is not opened. ${readable}`;
  return `This is not a booster. ${readable}`;
}

function startsWith(bytes: Uint8Array, text: string): boolean {
  return Array.from(text).every((character, i) => bytes[i] === character.charCodeAt(0));
}

function readText(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new Error('The file of the booster is not UTF-8 text: it is damaged.', { cause });
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Error('The file of the booster is not JSON: it is cut off or damaged.', { cause });
  }
}
