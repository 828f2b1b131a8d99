import type { RouteModule } from './route';

export const frameRoutes: RouteModule = () => [];
