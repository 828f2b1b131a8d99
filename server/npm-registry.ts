import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where packages come from unless npm is told otherwise. */
const publicRegistry = 'https://registry.npmjs.org/';

/**
 * The registry that npm itself would ask: of its environment, of the user's `.npmrc`, else the public one. Its passwords and
 * per-scope registries are npm's alone.
 */
export function npmsRegistry(variables: Readonly<Record<string, string | undefined>>): string {
  const { npm_config_registry: told, HOME: home } = variables;
  return told || (home && registryIn(join(home, '.npmrc'))) || publicRegistry;
}

function registryIn(file: string): string | undefined {
  try {
    return /^\s*registry\s*=\s*"?(https?:\/\/[^\s"]+)/m.exec(readFileSync(file, 'utf8'))?.[1];
  } catch {
    return undefined; // most have none
  }
}
