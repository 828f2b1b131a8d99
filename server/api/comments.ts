import * as comments from '../services/comments';
import { read, router, write } from './trpc';

export const commentsRouter = router({
  list: read(comments.listComments),
  add: write(comments.addComment),
  edit: write(comments.editComment),
  delete: write(comments.deleteComment),
  restore: write(comments.restoreComment),
  resolve: write(comments.resolveThread),
  markRead: write(comments.markCommentsRead),
});
