import type { ConsoleEntry } from './cell-run';
import { formatValue } from './format-value';

const kept = 100;

/** What one run printed: the first and the last entries, and how many were dropped between them. */
export class CellConsole {
  #first: ConsoleEntry[] = [];
  #last: ConsoleEntry[] = [];
  #dropped = 0;

  get entries(): readonly ConsoleEntry[] {
    if (this.#dropped === 0) return [...this.#first, ...this.#last];
    const gap: ConsoleEntry = { level: 'warn', text: `… ${this.#dropped} more lines, dropped …` };
    return [...this.#first, gap, ...this.#last];
  }

  add(entry: ConsoleEntry): void {
    if (this.#first.length < kept) this.#first.push(entry);
    else if (this.#last.push(entry) > kept) {
      this.#last.shift();
      this.#dropped += 1;
    }
  }
}

const levels = {
  log: 'log',
  info: 'info',
  warn: 'warn',
  error: 'error',
  debug: 'debug',
  trace: 'debug',
} as const;

/** Lines of one run that also go to the browser's own console: with its tools open, each costs the tab more than the cell's work. */
const passedOn = 1000;

/** The `console` that a run's code sees. Its first lines also go to the browser's own. */
export function createConsole(onPrint: (entry: ConsoleEntry) => void): Console {
  const methods: Partial<Console> = {};
  let passed = 0;
  for (const [method, level] of Object.entries(levels) as [keyof typeof levels, ConsoleEntry['level']][]) {
    methods[method] = (...values: unknown[]) => {
      onPrint({ level, text: values.map(formatValue).join(' ') });
      passed += 1;
      if (passed <= passedOn) console[method](...values);
      else if (passed === passedOn + 1)
        console.warn('This cell goes on printing: the rest stands at the cell.');
    };
  }
  methods.dir = methods.log;
  methods.table = (...values: unknown[]) => methods.log?.(...values);
  methods.assert = (condition?: boolean, ...values: unknown[]) => {
    if (!condition) methods.error?.('Assertion failed', ...values);
  };
  const bound = Object.assign(Object.create(console), methods);
  return bound;
}
