/** What help says of the names that cells may use unimported; fetched when somebody first writes code. */
export { default as docs } from '@/cells/writing/library-docs.json';
