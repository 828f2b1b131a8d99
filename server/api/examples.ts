import { listExamples, openExample } from '../services/examples';
import { read, router, write } from './trpc';

export const examplesRouter = router({ list: read(listExamples), open: write(openExample) });
