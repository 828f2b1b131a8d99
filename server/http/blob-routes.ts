import type { RouteModule } from './route';

export const blobRoutes: RouteModule = () => [];
