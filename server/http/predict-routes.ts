import type { RouteModule } from './route';

export const predictRoutes: RouteModule = () => [];
