/**
 * Packages of npm that notebooks import: fetched once from the configured registry, checked, made into one module, stored by hash.
 * Nothing of a package ever runs here.
 */
export { type LoadedModule, loadModule } from './load-module';
export { findNewest, listPackages, listStored } from './read-packages';
export { findLocked, type StoredModule } from './store-module';
