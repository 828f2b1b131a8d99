import { z } from 'zod';
import { frameRequests } from '@/cells/bridge/messages';
import { sayNotShown } from '@/cells/bridge/notebooks';
import { refusal } from '../refusal';
import type { AppSource } from './app-source';

const shown = z.object({ title: z.string(), html: z.string(), savedAt: z.string() });
const refused = z.object({ error: z.object({ code: z.string(), message: z.string() }) });

/**
 * A notebook by its link: text, granted data sets, and the packages and files that the text locks, also for the imported cells that come
 * with the text, asked for with the token in the address and nothing else. What its frame may ask for is this list: no model, no log, no run, no question to anybody.
 */
export function linkSource(token: string, isEmbedded: boolean): AppSource {
  const base = `${location.origin}/apps/${encodeURIComponent(token)}`;
  return {
    read: async () => shown.parse(await get(`${base}/notebook`)),
    answers: {
      // What the link shows of other notebooks is in the text already.
      'notebook.import': async () => {
        throw refusal('forbidden', sayNotShown);
      },
      'dataset.list': async ({ notebook }) =>
        frameRequests['dataset.list'].output.parse(await get(`${base}/tables${asked({ notebook })}`)),
      'dataset.open': async ({ table, notebook }) => {
        const opened = z
          .object({ database: z.string(), source: z.string(), dataset: z.unknown() })
          .parse(await get(`${base}/tables/${encodeURIComponent(table)}${asked({ notebook })}`));
        return frameRequests['dataset.open'].output.parse({
          dataset: opened.dataset,
          database: location.origin + opened.database,
          source: location.origin + opened.source,
        });
      },
      'package.load': async ({ name, range, path, notebook, locked }) => {
        const integrity = notebook && locked?.integrity;
        const module = z
          .looseObject({ url: z.string() })
          .parse(await get(`${base}/packages${asked({ name, range, path, notebook, integrity })}`));
        return frameRequests['package.load'].output.parse({
          state: 'ready',
          module: { ...module, url: location.origin + module.url },
        });
      },
      'file.open': async ({ name, hash, notebook }) => {
        const { url } = z
          .object({ url: z.string() })
          .parse(await get(`${base}/files/${encodeURIComponent(name)}${asked({ hash, notebook })}`));
        return { url: location.origin + url };
      },
    },
    ...(isEmbedded && { frameDocument: `/embed/${encodeURIComponent(token)}/frame.html` }),
  };
}

/** The words of an address that have a value. */
function asked(words: Readonly<Record<string, string | undefined>>): string {
  const said = Object.entries(words).flatMap(([name, text]) => (text === undefined ? [] : [[name, text]]));
  return said.length === 0 ? '' : `?${new URLSearchParams(said)}`;
}

async function get(url: string): Promise<unknown> {
  const response = await fetch(url, { credentials: 'omit' }).catch(() => {
    throw refusal('unavailable', 'The server does not answer. Try again in a moment.');
  });
  const body: unknown = await response.json().catch(() => undefined);
  if (response.ok) return body;
  const known = refused.safeParse(body);
  throw known.success
    ? refusal(known.data.error.code, known.data.error.message)
    : refusal(
        'unavailable',
        `The server answered with an error (${response.status}). Try again in a moment.`,
      );
}
