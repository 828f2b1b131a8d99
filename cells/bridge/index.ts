/** What a frame and its page may say to one another, typed and checked. Knows nothing of React, the server or the kernel. */
export * from './messages';
export * from './port';
