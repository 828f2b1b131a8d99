/** Text as a pattern of LIKE that means just that text. */
export const escapeLike = (text: string): string => text.replace(/[\\%_]/g, '\\$&');
