import { createContext, useContext } from 'react';
import type { PersonalColumns } from '@/cells/personal';

/** Columns with personal data among what is shown: views of rows, slices and explanations mask them. None, where nobody says so. */
export const PersonalColumnsContext = createContext<PersonalColumns>(new Map());
export const usePersonalColumns = (): PersonalColumns => useContext(PersonalColumnsContext);
