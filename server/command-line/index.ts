import { readConfig } from '../config';
import { AppError } from '../errors';
import { databaseTasks } from './database-tasks';
import { modelTasks } from './model-tasks';
import type { Task } from './task';

/** Every `<domain> <verb>` there is. */
const tasks: Readonly<Record<string, Task>> = { ...databaseTasks, ...modelTasks };

/** Runs one command as a person typed it and gives the exit code. */
export async function runCommandLine(
  programFolder: string,
  workingFolder: string,
  [domain, verb, ...rest]: readonly string[],
): Promise<number> {
  const task = tasks[`${domain} ${verb}`];
  if (!task) {
    console.log(help());
    return domain === undefined || domain === 'help' || domain === '--help' ? 0 : 1;
  }
  try {
    const config = readConfig(process.env, programFolder);
    const say = (line: string) => console.log(line);
    console.log(await task.run({ config, programFolder, workingFolder, ...readWords(rest), say }));
    return 0;
  } catch (error) {
    console.error(error instanceof AppError ? error.message : error);
    return 1;
  }
}

/** `--name value` anywhere; all else in its order. */
function readWords(rest: readonly string[]): {
  words: readonly string[];
  options: Readonly<Record<string, string>>;
} {
  const words: string[] = [];
  const options: Record<string, string> = {};
  for (let i = 0; i < rest.length; i++) {
    const word = rest[i] ?? '';
    if (!word.startsWith('--')) words.push(word);
    else {
      const value = rest[++i];
      if (value === undefined) throw new AppError('bad_request', `${word} needs a value behind it.`);
      options[word.slice(2)] = value;
    }
  }
  return { words, options };
}

function help(): string {
  const width = Math.max(...Object.values(tasks).map(({ usage }) => usage.length));
  const lines = Object.values(tasks).map(({ usage, about }) => `  ${usage.padEnd(width)}  ${about}`);
  return `Usage: node cli/cellar.mjs <domain> <verb>\n\n${lines.join('\n')}\n\nThe data folder is CELLAR_DATA, by default .cellar; a running server is asked at CELLAR_URL, by default http://localhost:3000.`;
}
