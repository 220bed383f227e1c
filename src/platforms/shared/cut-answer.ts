/** The maximum length of a platform's words, in characters: each failure logs them, and the job's back-off stores them. */
const MAX_ANSWER = 500;

/** Cuts what a platform says about a request that it refuses, so that it can be logged and stored. */
export const cutAnswer = (words: string): string => words.slice(0, MAX_ANSWER).toWellFormed();
