/** Talks at the cells of notebooks: who said what, who is called, what is settled. Nothing of it goes into a notebook's file. */
export { addComment, deleteComment, editComment, restoreComment } from './edit-comments';
export { findMentions } from './find-mentions';
export { listComments } from './list-comments';
export { markCommentsRead } from './mark-read';
export { resolveThread } from './resolve-thread';
