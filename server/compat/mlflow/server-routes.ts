import type { Route } from '../../http/route';

/** The release of MLflow whose API this is. */
export const mlflowVersion = '3.1.4';

/** What clients ask before they begin. Answered without the database: newer ones wait three seconds only. */
export const serverRoutes: readonly Route[] = [
  { method: 'GET', path: '/version', policy: 'public', handle: () => new Response(mlflowVersion) },
  ...(['/api', '/ajax-api'] as const).map(
    (base): Route => ({
      method: 'GET',
      path: `${base}/3.0/mlflow/server-info`,
      policy: 'public',
      handle: (request) =>
        request.json({ store_type: 'SqlStore', workspaces_enabled: false, trace_archival_enabled: false }),
    }),
  ),
];
