/** Search results are counted up to this number: `SearchResult.total` is never higher. */
export const MAX_COUNTED = 1_000;
