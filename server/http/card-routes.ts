import { z } from 'zod';
import { AppError } from '../errors';
import { exportCard, parseReference, readAliasAt } from '../services/registry';
import type { RouteModule } from './route';

/**
 * `GET /api/models/name@3/card?format=html|md`: the model card of a version as a file.
 * `GET /api/models/name@champion/at?date=2026-03-01`: where an alias stood at that moment.
 */
export const cardRoutes: RouteModule = () => [
  {
    method: 'GET',
    path: '/api/models/:reference/card',
    policy: 'model.read',
    async handle(request, context) {
      const { model, target } = parseReference(request.req.param('reference') ?? '');
      if (!('version' in target))
        throw new AppError('bad_request', `Say which version: ${model}@3, for example.`);
      const format = request.req.query('format') === 'md' ? 'md' : 'html';
      const { version } = target;
      const body = await exportCard(context, { model, version }, format);
      return new Response(body, {
        headers: {
          'Content-Type': format === 'html' ? 'text/html; charset=utf-8' : 'text/markdown; charset=utf-8',
          // A file for people, never a page of this origin.
          'Content-Disposition': `attachment; filename="${model}-v${version}-card.${format}"`,
          'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
        },
      });
    },
  },
  {
    method: 'GET',
    path: '/api/models/:reference/at',
    policy: 'model.read',
    async handle(request, context) {
      const { model, target } = parseReference(request.req.param('reference') ?? '');
      if (!('alias' in target))
        throw new AppError('bad_request', `Say which alias: ${model}@champion, for example.`);
      const date = z.iso.datetime({ offset: true }).or(z.iso.date()).safeParse(request.req.query('date'));
      if (!date.success)
        throw new AppError(
          'bad_request',
          'Say when: ?date=2026-03-01, or a time such as 2026-03-01T12:00:00Z.',
        );
      const found = await readAliasAt(context, { model, alias: target.alias, at: new Date(date.data) });
      return Response.json(found);
    },
  },
];
