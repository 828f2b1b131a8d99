/** Mails with more are refused by some servers and cut by Gmail's app; an attached PDF comes on top. */
export const largestMail = 2_000_000;

/** Of all pictures of a mail together: with base 64 and the text the mail stays under its 2 MB. */
export const pictureBudget = 1_400_000;
