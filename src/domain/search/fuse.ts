/**
 * The constant k of reciprocal rank fusion (Cormack et al., SIGIR 2009): the higher it is, the less a top rank in
 * only one list counts.
 */
const K = 60;

/**
 * Merges ranked lists by reciprocal rank fusion, best first. In a tie, the higher id comes first: in the search
 * index, that is the newer paper.
 */
export function fuse(lists: readonly (readonly number[])[]): number[] {
  const scores = new Map<number, number>();
  for (const list of lists) {
    for (const [rank, id] of list.entries()) scores.set(id, (scores.get(id) ?? 0) + 1 / (K + rank + 1));
  }
  return [...scores].sort(([a, x], [b, y]) => y - x || b - a).map(([id]) => id);
}
