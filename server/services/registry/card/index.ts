/** Model cards: written from what is known, completed by hand, exported. */
export { editCard } from './edit-card';
export { exportCard, missingOfCard, readCard } from './read-card';
