/** What takes types away; fetched with the first TypeScript cell. */
export { stripTypes } from '@/cells/compiler/strip-types';
