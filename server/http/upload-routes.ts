import type { RouteModule } from './route';

export const uploadRoutes: RouteModule = () => [];
