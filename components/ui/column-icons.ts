import { CalendarDays, Hash, type LucideIcon, ToggleLeft, Type } from 'lucide-react';

/** The icon of a column's type in forms and tables. */
export const columnIcons: Readonly<Record<'number' | 'date' | 'boolean' | 'text', LucideIcon>> = {
  number: Hash,
  date: CalendarDays,
  boolean: ToggleLeft,
  text: Type,
};
