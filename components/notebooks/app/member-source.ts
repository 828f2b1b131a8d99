import { api } from '@/components/api';
import { loadLocked } from '../load-package';
import { createReadAnswers } from '../page-answers';
import type { AppSource } from './app-source';

/** The app of a notebook for people of the workspace, at its newest revision or a given one; it reads what the notebook was granted. */
export const memberSource = (id: string, revision: number | undefined): AppSource => ({
  async read() {
    const { title, html, savedAt } = await api.notebooks.read.query({ id, revision });
    return { title, html, savedAt: String(savedAt) };
  },
  answers: { ...createReadAnswers(id), 'package.load': (input) => loadLocked(id, input) },
});
