import { router } from './trpc';

export const mailsRouter = router({});
