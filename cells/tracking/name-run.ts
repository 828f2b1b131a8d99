const adjectives = [
  'amber',
  'bold',
  'calm',
  'clever',
  'crisp',
  'eager',
  'fair',
  'gentle',
  'keen',
  'lively',
  'mild',
  'noble',
  'quiet',
  'rapid',
  'sunny',
  'wise',
];
const nouns = [
  'ash',
  'birch',
  'brook',
  'cedar',
  'cliff',
  'cloud',
  'crane',
  'fern',
  'finch',
  'heron',
  'lake',
  'maple',
  'otter',
  'reed',
  'stone',
  'wren',
];

/** A name that can be said, made of a run's id (hexadecimal digits), where nobody gave one: `calm-heron-417`. */
export function nameRun(id: string): string {
  const digits = (from: number, to: number) => Number.parseInt(id.slice(from, to), 16) || 0;
  return `${adjectives[digits(0, 2) % 16]}-${nouns[digits(2, 4) % 16]}-${digits(4, 8) % 1000}`;
}
