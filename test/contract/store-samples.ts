import type { NewDelivery } from '../../src/domain/edition/records.ts';
import { INITIAL_SETTINGS, type Settings } from '../../src/domain/subscription/settings.ts';
import type { Place } from '../../src/domain/subscription/subscription.ts';
import type { Reaction } from '../../src/domain/vote/vote.ts';
import type { Store } from '../../src/ports/store.ts';

/** A Friday, and the day after. */
export const DAY = '2026-08-21';
export const NEXT_DAY = '2026-08-22';
export const PLACE_ID = 'slack:T1:C1';
export const PLACE: Place = { platform: 'slack', workspace: 'T1', channel: 'C1' };
export const SETTINGS: Settings = {
  ...INITIAL_SETTINGS,
  at: 720,
  timeZone: 'Asia/Seoul',
  count: 5,
  mode: 'closed',
  fields: ['rl'],
  words: ['등대', '$1'],
  exclude: { fields: ['llm'], words: ['잡음'] },
  mention: 'S0READERS',
  publish: 'on',
  minUpvotes: 2,
  weekdays: [1, 3],
  layout: 'thread',
  best: { weekday: 5, since: 1_500 },
};

/** Texts that have broken database layers before: they must be read back unchanged. */
export const ODD_TEXTS = [
  'emoji 👨‍👩‍👧‍👦 🇰🇷 👍🏽',
  'control \u0001\u0007\u001B\u007F\u0085 line\r\nbreak\ttab',
  `quotes ' " \` '' \\ \\' --; /* */`,
  'placeholders $1 $2 ? ?1 :name @name %s {}',
  '한국어 조합 \u1112\u1161\u11AB ﷽ \u202E \u200B \uFEFF',
  '등대'.repeat(1_500),
  '',
];

/** Returns one person's 👍 on one message; an empty message id and emoji mean a button of the web channel. */
export const press = (overrides: Partial<Reaction> = {}): Reaction => ({
  paperId: 'a',
  platform: 'slack',
  voter: 'U1',
  messageId: 'm1',
  emoji: '👍',
  value: 1,
  ...overrides,
});

type Wish = Partial<Omit<NewDelivery, 'key'>>;

export const delivery = (key: string, rest: Wish = {}): NewDelivery => ({
  key,
  placeId: PLACE_ID,
  day: DAY,
  paperId: 'a',
  ...rest,
});

/** Claims a delivery and marks it as sent at a given time; the message id defaults to the key. */
export async function send(
  store: Store,
  key: string,
  at: number,
  { messageId = key, ...rest }: Wish & { messageId?: string } = {},
): Promise<void> {
  await store.claim(delivery(key, rest), 'me', at, 1_000);
  await store.settle(key, messageId, '', at);
}

export const idsOf = (papers: readonly { readonly id: string }[]) => papers.map(({ id }) => id);
