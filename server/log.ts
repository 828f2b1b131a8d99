import type { Log } from './context';

/** One line an event on standard error: time, level, message, facts as JSON. */
export function createLog(write: (line: string) => void = (line) => process.stderr.write(`${line}\n`)): Log {
  const at = (level: string) => (message: string, facts?: Record<string, unknown>) =>
    write(`${new Date().toISOString()} ${level} ${message}${facts ? ` ${JSON.stringify(facts)}` : ''}`);
  return { info: at('info'), warn: at('warn'), error: at('error') };
}
