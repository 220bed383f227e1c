import { expect, test } from 'vitest';
import { createInstrumentation } from '../../../src/app/telemetry/instrument.ts';
import { paperCard } from '../../../src/cards/build-card.ts';
import type { Measurement } from '../../../src/ports/metrics.ts';
import type { Publisher, SendResult } from '../../../src/ports/publisher.ts';
import { makePapers } from '../editions/harness.ts';

// Operators' dashboards use these words, so the words must stay the same even if the states are renamed.
test.each<[string, SendResult | null]>([
  ['sent', { state: 'sent', messageId: '1' }],
  ['declined', { state: 'messageRejected', reason: '글이 막혔습니다.' }],
  ['refused', { state: 'channelBlocked', reason: '권한이 없습니다.', cause: '1' }],
  ['gone', { state: 'channelDeleted', reason: '채널이 삭제되었습니다.' }],
  ['absent', null],
])('a search for a message is counted as %s', async (result, found) => {
  const counted: Measurement[] = [];
  const { publisher } = createInstrumentation((it) => counted.push(it), { elapsed: () => 0 });
  const inner = { find: async () => found } as unknown as Publisher;
  const to = { place: { platform: 'discord', workspace: '1', channel: '1' }, parentId: null, since: 0 };
  const [paper] = makePapers(1);
  if (!paper) throw new Error('no paper');
  const card = paperCard({ paper, summary: null }, '2026-08-19', 'not-yet');

  expect(await publisher('discord', inner).find(to, card, 'key')).toBe(found);

  expect(counted).toEqual([{ of: 'request', what: 'discord', action: 'find', result, ms: 0 }]);
});
