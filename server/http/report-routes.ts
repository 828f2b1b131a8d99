import type { RouteModule } from './route';

export const reportRoutes: RouteModule = () => [];
