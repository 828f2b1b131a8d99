/** Every table. One schema for PGlite and PostgreSQL; `migrations/` is made from it by drizzle-kit. */
export * from './audit';
export * from './auth';
export * from './datasets';
export * from './deployments';
export * from './experiments';
export * from './gates';
export * from './monitoring';
export * from './notebooks';
export * from './prediction-log';
export * from './registry';
export * from './reports';
export * from './retraining';
export * from './schedules';
export * from './scorings';
export * from './searches';
export * from './storage';
export * from './webhooks';
