import { router } from './trpc';

export const executionsRouter = router({});
