/** Search results are counted up to this; `SearchResult.total` says no more. */
export const MAX_COUNTED = 1_000;
