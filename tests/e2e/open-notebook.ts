import type { APIRequestContext, FrameLocator, Page } from '@playwright/test';

/** Code of cells, in order; javascript unless said otherwise. */
export type CellCode =
  | string
  | { readonly source: string; readonly type?: string; readonly output?: string; readonly pinned?: boolean };

export function notebookFile(title: string, cells: readonly CellCode[]): string {
  const scripts = cells.map((cell, place) => {
    const { type = 'module', source, output, pinned } = typeof cell === 'string' ? { source: cell } : cell;
    const named = `${pinned ? ' pinned' : ''}${output ? ` output="${output}"` : ''}`;
    const text = source.replaceAll('</script', '<\\/script').replace(/^(?=.)/gm, '    ');
    return `  <script id="${place + 1}" type="${type}"${named}>\n${text}\n  </script>`;
  });
  return `<!doctype html>\n<notebook>\n  <title>${title}</title>\n${scripts.join('\n')}\n</notebook>\n`;
}

/** Makes a notebook over the API and gives its id. */
export async function createNotebook(
  request: APIRequestContext,
  title: string,
  cells: readonly CellCode[],
): Promise<string> {
  const { id } = await call(request, 'notebooks.create', { html: notebookFile(title, cells) });
  return String(id);
}

/** A mutation of the API, as the page makes it. */
export async function call(
  request: APIRequestContext,
  procedure: string,
  input: unknown,
): Promise<Record<string, unknown>> {
  const response = await request.post(`/api/trpc/${procedure}`, { data: input });
  if (!response.ok()) throw new Error(`${procedure}: ${response.status()} ${await response.text()}`);
  return (await response.json()).result.data;
}

/** A query of the API. */
export async function read(
  request: APIRequestContext,
  procedure: string,
  input: unknown,
): Promise<Record<string, unknown>> {
  const response = await request.get(
    `/api/trpc/${procedure}?input=${encodeURIComponent(JSON.stringify(input))}`,
    // A connection that was kept open may be closed by the server just as it is used again.
    { maxRetries: 1 },
  );
  if (!response.ok()) throw new Error(`${procedure}: ${response.status()} ${await response.text()}`);
  return (await response.json()).result.data;
}

/** Goes to the notebook and gives its frame. */
export async function openNotebook(page: Page, id: string): Promise<FrameLocator> {
  await page.goto(`/notebooks/${id}`);
  return page.frameLocator('iframe[title="Notebook"]');
}
