import type { ShownNotebook } from '@/cells/bridge/messages';
import type { MailScheme } from './mail-view';

/** A page of its own has the server's headers; one that is put into a frame says itself that nothing in it runs or loads. */
const inert =
  '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; style-src \'unsafe-inline\'; img-src data:">';

/** The page of the mail that a notebook would send as it shows itself. Rejects with the server's own words. */
export async function readMailOf(
  notebookId: string,
  { shown, scheme }: { shown: ShownNotebook & { html: string }; scheme: MailScheme },
): Promise<string> {
  const answer = await fetch(`/reports/previews/notebooks/${notebookId}?scheme=${scheme}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(shown),
  }).catch(() => {
    throw new Error('The server does not answer. Check that it is still running, then try again.');
  });
  if (answer.ok) return (await answer.text()).replace(/<head[^>]*>/i, (head) => head + inert);
  const said: { error?: { message?: string } } = await answer.json().catch(() => ({}));
  throw new Error(said.error?.message ?? 'The preview could not be made. Try again.');
}
