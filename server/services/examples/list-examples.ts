import { z } from 'zod';
import { query } from '../../command';
import { catalogue } from './catalogue';

export const listExamples = query({
  action: 'notebook.read',
  input: z.object({}),
  run: async () => catalogue.map(({ name, title, about, source }) => ({ name, title, about, source })),
});
