/**
 * The constant k of reciprocal rank fusion (Cormack et al., SIGIR 2009): the higher it is, the less a top rank in
 * only one list counts.
 */
const K = 60;

/**
 * Merges ranked lists by reciprocal rank fusion, best first. A list can count several times, by its weight. In a tie, the higher id comes first: in the search
 * index, that is the newer paper.
 */
export function fuse(lists: readonly (readonly number[])[], weights: readonly number[] = []): number[] {
  const scores = new Map<number, number>();
  for (const [at, list] of lists.entries()) {
    for (const [rank, id] of list.entries())
      scores.set(id, (scores.get(id) ?? 0) + (weights[at] ?? 1) / (K + rank + 1));
  }
  return [...scores].sort(([a, x], [b, y]) => y - x || b - a).map(([id]) => id);
}

/** Papers by number, and the weight of what they match. */
export interface Weighed {
  readonly numbers: readonly number[];
  readonly weight: number;
}

/** Ranks papers by the sum of the weights of the lists that they are in; the earlier in a list, the better in a tie. */
export function rankByWeight(lists: readonly Weighed[]): number[] {
  const scores = new Map<number, number>();
  for (const { numbers, weight } of lists) {
    for (const [rank, id] of numbers.entries())
      scores.set(id, (scores.get(id) ?? 0) + weight * (1 + 1 / (K + rank + 1)));
  }
  return [...scores].sort(([a, x], [b, y]) => y - x || b - a).map(([id]) => id);
}
