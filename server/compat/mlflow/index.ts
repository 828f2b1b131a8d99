/**
 * MLflow's REST API over our own services, so that its Python client works unchanged. Translates words and numbers, and knows no rule
 * of its own: what may be done, and when, is said by the services.
 */
import type { RouteModule } from '../../http/route';
import { artifactRoutes } from './artifact-routes';
import { routesFor } from './endpoint';
import { experimentEndpoints } from './experiment-endpoints';
import { loggedModelEndpoints } from './logged-model-endpoints';
import { modelEndpoints } from './model-endpoints';
import { runEndpoints } from './run-endpoints';
import { serverRoutes } from './server-routes';
import { versionEndpoints } from './version-endpoints';

export const mlflowRoutes: RouteModule = () => [
  ...serverRoutes,
  ...artifactRoutes,
  ...routesFor([
    ...experimentEndpoints,
    ...runEndpoints,
    ...loggedModelEndpoints,
    ...modelEndpoints,
    ...versionEndpoints,
  ]),
];
