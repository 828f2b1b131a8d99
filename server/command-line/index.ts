import { readConfig } from '../config';
import { AppError } from '../errors';
import { databaseTasks } from './database-tasks';
import { datasetTasks } from './dataset-tasks';
import { deploymentTasks } from './deployment-tasks';
import { logTasks } from './log-tasks';
import { modelTasks } from './model-tasks';
import { notebookTasks } from './notebook-tasks';
import type { Task } from './task';

/** Every `<domain> <verb>` there is. */
const tasks: Readonly<Record<string, Task>> = {
  ...databaseTasks,
  ...datasetTasks,
  ...notebookTasks,
  ...modelTasks,
  ...deploymentTasks,
  ...logTasks,
};

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
    const result = await task.run({ config, programFolder, workingFolder, ...readWords(task, rest), say });
    const { text, exitCode } = typeof result === 'string' ? { text: result, exitCode: 0 } : result;
    console.log(text);
    return exitCode;
  } catch (error) {
    console.error(error instanceof AppError ? error.message : error);
    return error instanceof AppError ? (task.refused ?? 1) : 1;
  }
}

/** `--name value` and `--flag` anywhere; all else in its order. Throws AppError for an option that the task does not know. */
function readWords({ usage, options: named = [], flags: alone = [] }: Task, rest: readonly string[]) {
  const words: string[] = [];
  const options: Record<string, string> = {};
  const flags = new Set<string>();
  for (let i = 0; i < rest.length; i++) {
    const word = rest[i] ?? '';
    const name = word.slice(2);
    if (!word.startsWith('--')) words.push(word);
    else if (alone.includes(name)) flags.add(name);
    else if (named.includes(name)) {
      const value = rest[++i];
      if (value === undefined) throw new AppError('bad_request', `${word} needs a value behind it.`);
      options[name] = value;
    } else throw new AppError('bad_request', `There is no option ${word} here. Usage: cellar ${usage}`);
  }
  return { words, options, flags };
}

function help(): string {
  const lines = Object.values(tasks).map(({ usage, about }) => `  ${usage}\n      ${about}`);
  return `Usage: node cli/cellar.mjs <domain> <verb>\n\n${lines.join('\n')}\n\nThe data folder is CELLAR_DATA, by default .cellar; a running server is asked at CELLAR_URL, by default http://localhost:3000.`;
}
