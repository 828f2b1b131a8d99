import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The monitoring notebook of a model: `examples/monitor.html` with the model's name put in. Names need no escaping. */
export async function monitorTemplate({ model }: { readonly model: string }): Promise<string> {
  // The process runs in the program's folder: cli/start.mjs sees to it.
  const html = await readFile(join(process.cwd(), 'examples/monitor.html'), 'utf8');
  return html.replaceAll('{{model}}', model);
}
