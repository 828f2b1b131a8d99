/** What the frame is told when it is refused something: a code, and words for people. */
export const refusal = (code: string, message: string) => Object.assign(new Error(message), { code });
