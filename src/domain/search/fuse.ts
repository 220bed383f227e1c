/**
 * The constant k of reciprocal rank fusion (Cormack et al., SIGIR 2009): the higher it is, the less a top rank in
 * only one list counts.
 */
const K = 60;

/**
 * Merges ranked lists by reciprocal rank fusion, best first. A list can count several times, by its weight. In a tie, the higher id comes first: in the search
 * index, that is the newer paper.
 */
export const fuse = (lists: readonly (readonly number[])[], weights: readonly number[] = []): number[] =>
  rank(lists, (list, place) => (weights[list] ?? 1) / (K + place + 1));

/** Papers by number, and the weight of what they match. */
export interface Weighed {
  readonly numbers: readonly number[];
  readonly weight: number;
}

/** Ranks papers by the sum of the weights of the lists that they are in; the earlier in a list, the better in a tie. */
export const rankByWeight = (lists: readonly Weighed[]): number[] =>
  rank(
    lists.map(({ numbers }) => numbers),
    (list, place) => (lists[list]?.weight ?? 0) * (1 + 1 / (K + place + 1)),
  );

/** Sorts ids by the sum of what their places in the lists count, the highest first. */
function rank(
  lists: readonly (readonly number[])[],
  countOf: (list: number, place: number) => number,
): number[] {
  const scores = new Map<number, number>();
  for (const [list, ids] of lists.entries()) {
    for (const [place, id] of ids.entries()) scores.set(id, (scores.get(id) ?? 0) + countOf(list, place));
  }
  return [...scores].sort(([a, x], [b, y]) => y - x || b - a).map(([id]) => id);
}
