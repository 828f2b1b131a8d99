import type { Config } from '../config';

/** What `node cli/cellar.mjs <domain> <verb>` does. */
export interface Task {
  readonly usage: string;
  readonly about: string;
  /** Names of the options that take a value behind them, and of those that stand alone. */
  readonly options?: readonly string[];
  readonly flags?: readonly string[];
  /** Exit code when it is refused (an AppError, told in its words); 1 unless told. */
  readonly refused?: number;
  /** Gives what is printed, and the exit code where it is not 0. */
  run(given: {
    readonly config: Config;
    readonly programFolder: string;
    readonly workingFolder: string;
    /** What was typed behind the verb, options left out. */
    readonly words: readonly string[];
    /** `--name value` as typed. */
    readonly options: Readonly<Record<string, string | undefined>>;
    readonly flags: ReadonlySet<string>;
    /** Tells what is being done, before the end. */
    say(line: string): void;
  }): Promise<string | { readonly text: string; readonly exitCode: number }>;
}
