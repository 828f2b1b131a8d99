import { router } from './trpc';

export const monitorsRouter = router({});
