import { router } from './trpc';

export const schedulesRouter = router({});
