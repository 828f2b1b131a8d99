import { router } from './trpc';

export const notebooksRouter = router({});
