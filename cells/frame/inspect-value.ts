import '@/cells/stdlib/outputs.css';
import { inspectWithActs } from './inspect-acts';
import { inspectPicture } from './inspect-picture';

export { inspectError } from '@/cells/stdlib/inspect-error';

/** The picture of a value. The kernel shows elements as they are; one that comes here stands in another place already. */
export function inspectValue(value: unknown, { name }: { name?: string } = {}): Node {
  return inspectPicture(value) ?? inspectWithActs(value, name);
}
