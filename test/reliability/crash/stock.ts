import { messagesOf } from './channels.ts';
import type { Rows } from './database.ts';
import type { Tally } from './tally.ts';
import type { World } from './world.ts';

/** Counts what each kill leaves unfinished; `finish` compares the counts with the answers that were paid for. */
export function createStock(world: World, tally: Tally) {
  /** The number of lost answers, by paper. Each loss permits one more request. */
  const lost = new Map<string, number>();
  return {
    take(rows: Rows): void {
      const kept = new Set(rows('SELECT paper_id FROM summaries').map(({ paper_id }) => String(paper_id)));
      for (const [paperId, count] of world.answered) {
        if (kept.has(paperId)) continue;
        // If a card already shows the summary, the summary's row is lost, not just late.
        const shown = rows(
          "SELECT key FROM deliveries WHERE paper_id = ? AND shown LIKE '% summary'",
          paperId,
        );
        tally.paidTwice.push(...shown.map(({ key }) => `${key} shows a summary that is not kept`));
        tally.answersLost += count - (lost.get(paperId) ?? 0);
        lost.set(paperId, count);
      }
      const known = new Set(rows('SELECT message_id FROM deliveries').map(({ message_id }) => message_id));
      tally.unknownAtKill += messagesOf(world, rows).filter(({ messageId }) => !known.has(messageId)).length;
    },
    finish(): void {
      tally.paid += world.answered.size;
      for (const [paperId, count] of world.answered) {
        tally.repeats += count - 1;
        if (count > 1 + (lost.get(paperId) ?? 0)) tally.paidTwice.push(`${paperId}: ${count} answers`);
      }
    },
  };
}
