/** Stored files that nothing refers to any more. Knows no other service: owners only leave references behind. */
export { collectBlobs } from './collect-blobs';
