import { router } from './trpc';

export const modelsRouter = router({});
