import { z } from 'zod';
import { frameRequests } from '@/cells/bridge/messages';
import { refusal } from '../refusal';
import type { AppSource } from './app-source';

const shown = z.object({ title: z.string(), html: z.string(), savedAt: z.string() });
const refused = z.object({ error: z.object({ code: z.string(), message: z.string() }) });

/**
 * A notebook by its link: text, granted data sets, and the packages and files that the text locks, asked for with the token in the
 * address and nothing else. What its frame may ask for is this list: no model, no log, no run, no question to anybody.
 */
export function linkSource(token: string, isEmbedded: boolean): AppSource {
  const base = `${location.origin}/apps/${encodeURIComponent(token)}`;
  return {
    read: async () => shown.parse(await get(`${base}/notebook`)),
    answers: {
      'notebook.import': async () => {
        throw refusal(
          'forbidden',
          'This part runs cells of another notebook, which a public link does not hand out. Members of the workspace see it in the app.',
        );
      },
      'dataset.list': async () => frameRequests['dataset.list'].output.parse(await get(`${base}/tables`)),
      'dataset.open': async ({ table }) => {
        const opened = z
          .object({ database: z.string(), source: z.string(), dataset: z.unknown() })
          .parse(await get(`${base}/tables/${encodeURIComponent(table)}`));
        return frameRequests['dataset.open'].output.parse({
          dataset: opened.dataset,
          database: location.origin + opened.database,
          source: location.origin + opened.source,
        });
      },
      'package.load': async ({ name, range, path }) => {
        const module = z
          .looseObject({ url: z.string() })
          .parse(await get(`${base}/packages?${new URLSearchParams({ name, range, path })}`));
        return frameRequests['package.load'].output.parse({
          state: 'ready',
          module: { ...module, url: location.origin + module.url },
        });
      },
      'file.open': async ({ name, hash }) => {
        const { url } = z
          .object({ url: z.string() })
          .parse(await get(`${base}/files/${encodeURIComponent(name)}?hash=${hash}`));
        return { url: location.origin + url };
      },
    },
    ...(isEmbedded && { frameDocument: `/embed/${encodeURIComponent(token)}/frame.html` }),
  };
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
