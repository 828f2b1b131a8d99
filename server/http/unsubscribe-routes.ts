import { actingAs, type System } from '../context';
import { AppError } from '../errors';
import { actorOf, workerId } from '../services/auth';
import { readUnsubscribeToken, unsubscribe } from '../services/mails';
import type { Route, RouteModule } from './route';

/**
 * The page behind “Unsubscribe” in a mail. Opening it changes nothing, for mail programs open links by themselves; the button, and mail
 * programs that know RFC 8058, post to the same address.
 */
export const unsubscribeRoutes: RouteModule = (system) => [
  {
    method: 'GET',
    path: '/unsubscribe/:token',
    policy: 'signed',
    handle: (request) => page(ask(read(system, request.req.param('token') ?? '').address)),
  },
  leave(system),
];

const leave = (system: System): Route => ({
  method: 'POST',
  path: '/unsubscribe/:token',
  policy: 'signed',
  maxBody: 10_000,
  async handle(request) {
    const left = read(system, request.req.param('token') ?? '');
    await unsubscribe(actingAs(system, await actorOf(system, workerId)), left);
    return page(`<h1>You are unsubscribed</h1><p>${escapeHtml(left.address)} gets no more of these mails. Whoever
      set them up can put you back from the outbox.</p>`);
  },
});

function read(system: System, token: string) {
  const found = readUnsubscribeToken(system.config, token);
  if (found) return found;
  throw new AppError(
    'not_found',
    'This link for unsubscribing is not whole. Open it from the mail again, or ask whoever sends the mails.',
  );
}

const ask = (address: string) => `<h1>Unsubscribe?</h1>
  <p>${escapeHtml(address)} will get no more of these mails.</p>
  <form method="post"><input type="hidden" name="List-Unsubscribe" value="One-Click"><button>Unsubscribe</button></form>`;

const escapeHtml = (text: string) => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

const page = (body: string) =>
  new Response(
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta name="robots" content="noindex"><title>Unsubscribe · Cellar</title><style>
:root { color-scheme: light dark; --paper: #fdfcfa; --ink: #1c1b1a; --accent: #8a1c3f; --on: #fff }
@media (prefers-color-scheme: dark) { :root { --paper: #161516; --ink: #ece9e6; --accent: #e58aa4; --on: #161516 } }
body { margin: 15vh auto 0; max-width: 420px; padding: 0 24px; background: var(--paper); color: var(--ink);
  font: 16px/1.6 Inter, system-ui, sans-serif; overflow-wrap: anywhere }
h1 { font-size: 22px; line-height: 1.3 }
button { font: inherit; font-weight: 500; padding: 8px 16px; border: 0; border-radius: 6px; background: var(--accent);
  color: var(--on); cursor: pointer }
</style></head><body>${body}</body></html>`,
    {
      headers: {
        'Content-Type': 'text/html; charset=utf-8',
        'Content-Security-Policy':
          "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
        'Referrer-Policy': 'no-referrer',
        'Cache-Control': 'no-store',
      },
    },
  );
