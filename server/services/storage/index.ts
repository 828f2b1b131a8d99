/** Stored files: who needs them, and those that nothing refers to any more. Knows no other service: owners only leave references behind. */
export { collectBlobs } from './collect-blobs';
export { noteBlob } from './note-blob';
export { referenceBlobs } from './reference-blobs';
