import type { System } from '../context';
import { longestExecutionLog } from '../services/schedules';

export interface RunLog {
  write(line: string): void;
  text(): string;
}

/** Of the beginning as of the end, in lines and in characters; the line between them says how many were left out. */
const mostLines = 1000;
const mostCharacters = longestExecutionLog / 2 - 100;
const longestLine = 2000;

/** Lines with the time since the start; the middle of a flood is left out. Never longer than the log of an execution may be. */
export function createRunLog(system: Pick<System, 'now'>): RunLog {
  const start = system.now().getTime();
  const head = createPart();
  const tail = createPart();
  let left = 0;
  return {
    write(line) {
      const seconds = ((system.now().getTime() - start) / 1000).toFixed(1);
      // The database takes no zero character into a text.
      const written = `${seconds.padStart(6)} s  ${line.slice(0, longestLine).replaceAll('\0', '\ufffd')}`;
      if (left === 0 && tail.lines.length === 0 && head.hasRoomFor(written)) return head.add(written);
      for (; !tail.hasRoomFor(written); left += 1) tail.dropFirst();
      tail.add(written);
    },
    text: () =>
      [...head.lines, ...(left === 0 ? [] : [`… ${left} lines left out …`]), ...tail.lines].join('\n'),
  };
}

function createPart() {
  const lines: string[] = [];
  let size = 0;
  return {
    lines: lines as readonly string[],
    hasRoomFor: (line: string) => lines.length < mostLines && size + line.length + 1 <= mostCharacters,
    add(line: string) {
      lines.push(line);
      size += line.length + 1;
    },
    dropFirst() {
      size -= (lines.shift()?.length ?? 0) + 1;
    },
  };
}
