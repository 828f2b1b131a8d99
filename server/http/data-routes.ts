import type { RouteModule } from './route';

export const dataRoutes: RouteModule = () => [];
