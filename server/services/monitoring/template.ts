import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What a monitoring notebook looks at, in the order in which they are offered. The first is made unless another is chosen. */
export const monitorTemplates = {
  overview: { title: 'Overview', about: 'Volume, drift, missing values and the error so far, on one page.' },
  'data-quality': {
    title: 'Data quality',
    about: 'Missing values, numbers out of range, categories training never saw, refused requests.',
  },
  drift: {
    title: 'Drift',
    about: 'Columns and answers against the training data, or the period before, worst first.',
  },
  performance: {
    title: 'Performance',
    about: 'The error as labels come, what was to be expected, and whether errors grow.',
  },
  fairness: { title: 'Fairness', about: 'Answers and errors by a sensitive column, over time.' },
  'system-health': { title: 'System health', about: 'Requests, errors and the time to the answer.' },
  year: {
    title: 'Year at a glance',
    about: 'Drift, answers, volume and speed week by week, from sketches of the log instead of its rows.',
  },
  cost: { title: 'Cost', about: 'Rows and time spent answering, by day, times a price.' },
} as const satisfies Readonly<Record<string, { title: string; about: string }>>;

export type MonitorTemplate = keyof typeof monitorTemplates;

/**
 * A monitoring notebook of a model: `examples/monitors/<template>.html` with the model's name put in, and the parts that templates
 * share. Names of models need no escaping.
 */
export async function readMonitorTemplate(template: MonitorTemplate, model: string): Promise<string> {
  const whole = await readWhole(`${template}.html`);
  let cells = 0;
  return whole
    .replaceAll(/<script id="\d+"/g, () => `<script id="${++cells}"`)
    .replaceAll('{{model}}', () => model);
}

/** A file with its parts, which may have parts. */
async function readWhole(file: string): Promise<string> {
  const html = await readShared(file);
  let whole = html;
  for (const [place, name] of html.matchAll(/^ *\{\{> ([\w-]+)\}\}\n/gm)) {
    const part = await readWhole(`parts/${name}.html`);
    whole = whole.replace(place, () => part);
  }
  return whole;
}

// The process runs in the program's folder: cli/start.mjs sees to it.
const readShared = (file: string) => readFile(join(process.cwd(), 'examples/monitors', file), 'utf8');
