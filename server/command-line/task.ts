import type { Config } from '../config';

/** What `node cli/cellar.mjs <domain> <verb>` does. */
export interface Task {
  readonly usage: string;
  readonly about: string;
  /** Gives what is printed. An AppError is told in its words and ends with exit code 1. */
  run(given: {
    readonly config: Config;
    readonly programFolder: string;
    readonly workingFolder: string;
    /** What was typed behind the verb, options left out. */
    readonly words: readonly string[];
    /** `--name value` as typed. */
    readonly options: Readonly<Record<string, string | undefined>>;
    /** Tells what is being done, before the end. */
    say(line: string): void;
  }): Promise<string>;
}
