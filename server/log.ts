/** What goes wrong and right in the process, for whoever runs it. */
export interface Log {
  info(message: string, facts?: Record<string, unknown>): void;
  warn(message: string, facts?: Record<string, unknown>): void;
  error(message: string, facts?: Record<string, unknown>): void;
}

/** One line per entry: time, level, message, facts. Errors bring their stack, and the stacks of their causes. */
export function createLog(write: (line: string) => void = (line) => process.stderr.write(`${line}\n`)): Log {
  const entry =
    (level: 'info' | 'warn' | 'error') =>
    (message: string, facts: Record<string, unknown> = {}) =>
      write(`${new Date().toISOString()} ${level.padEnd(5)} ${message}${describeFacts(facts)}`);
  return { info: entry('info'), warn: entry('warn'), error: entry('error') };
}

/** For tests: says nothing. */
export const silentLog: Log = { info() {}, warn() {}, error() {} };

function describeFacts(facts: Record<string, unknown>): string {
  const inline: string[] = [];
  const below: string[] = [];
  for (const [name, value] of Object.entries(facts)) {
    if (value instanceof Error) below.push(...stacks(value));
    else if (value !== undefined) inline.push(`${name}=${JSON.stringify(value)}`);
  }
  return `${inline.length ? ` ${inline.join(' ')}` : ''}${below.map((stack) => `\n  ${stack}`).join('')}`;
}

/** The longest message that is written out, in characters: that of a failed statement holds its values, such as a whole notebook. */
const longest = 2000;

function* stacks(error: Error): Generator<string> {
  const { message, stack = String(error) } = error;
  const cut = `${message.slice(0, longest)}… (${message.length} characters)`;
  yield (message.length > longest ? stack.replace(message, () => cut) : stack).replaceAll('\n', '\n  ');
  if (error.cause instanceof Error) for (const stack of stacks(error.cause)) yield `caused by ${stack}`;
}
