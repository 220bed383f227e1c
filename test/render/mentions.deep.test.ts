import fc from 'fast-check';
import { expect, it } from 'vitest';
import { headingCard, plainHeading } from '../../src/cards/build-card.ts';
import { mentionSections } from '../../src/cards/mention-sections.ts';
import type { Card } from '../../src/domain/card/card.ts';
import { cleanText } from '../../src/lib/text.ts';
import { allowedMentions, NO_MENTIONS } from '../../src/platforms/discord/message.ts';
import { cardToDiscord } from '../../src/render/discord.ts';
import { cardToSlack } from '../../src/render/slack.ts';
import { createMessage, editMessage } from '../emulators/discord/messages.ts';
import { createWorld, putGuild } from '../emulators/discord/state.ts';
import { checkMessage } from '../emulators/discord/validate-message.ts';
import { checkContent } from '../emulators/slack/validate-message.ts';
import { hostileCard } from '../reliability/hostile/hostile-card.ts';

const [GUILD, CHANNEL] = ['200000000000000001', '300000000000000001'];
const [ROLE, OTHER_ROLE] = ['600000000000000001', '600000000000000002'];
const [GROUP, OTHER_GROUP] = ['S0READERS', 'S0OTHERS'];

/** A server in which the bot can mention everybody. */
const world = createWorld({ token: 'x', now: () => 0, dispatch: () => {} });
const { channels } = putGuild(world, {
  id: GUILD,
  permissions: ['Administrator'],
  roles: [{ id: ROLE }, { id: OTHER_ROLE }],
  channels: [{ id: CHANNEL }],
});
const channel = [...channels.values()][0] as NonNullable<ReturnType<typeof channels.get>>;
const groups = new Map([GROUP, OTHER_GROUP].map((id) => [id, { id, handle: id }]));

const PART = fc.constantFrom(
  ...[
    '<',
    '>',
    '@',
    '!',
    '&',
    '|',
    '^',
    '\\',
    '`',
    '\n',
    ' ',
    '\u200b',
    '#',
    '<@',
    '<@&',
    '<!',
    '<!subteam^',
  ],
  ...[ROLE, OTHER_ROLE, GROUP, OTHER_GROUP, GUILD, '@everyone', '@here', '<!channel>', '<!here|here>'],
  ...[
    `<@&${ROLE}>`,
    `<@&${OTHER_ROLE}>`,
    `<@${ROLE}>`,
    `<!subteam^${OTHER_GROUP}>`,
    `<!subteam^${GROUP}|@x>`,
  ],
  ...['<@U1>', '<@W1|x>', '<!everyone>', '<#C1>', '&lt;!channel&gt;', 'a', '논문'],
);
const TEXT = fc.array(PART, { minLength: 1, maxLength: 30 }).map((parts) => cleanText(parts.join('')) || 'x');
/** Two ids in a row look like another id, which may be mentioned as well. */
const isId = (text: string) => /^[A-Z0-9]+$/.test(text);
const MENTION = fc.oneof(
  fc.constantFrom(undefined, ROLE, GROUP),
  TEXT.filter((text) => !isId(text)),
);
const KIND = fc.constantFrom('heading', 'paper', 'answer');

/** Returns who is notified by the first message of a card on Discord, and by an edit of it. */
function firedOnDiscord(card: Card): readonly [first: string[], edited: string[]] {
  const post = { ...cardToDiscord(card), ...allowedMentions(card) };
  const message = createMessage(world, channel, checkMessage(post, { use: 'create' }));
  const fired = () => [
    ...message.mentionRoles,
    ...message.mentions,
    ...(message.mentionsEveryone ? ['everyone'] : []),
  ];
  const first = fired();
  const edit = { content: '', ...cardToDiscord(card), ...NO_MENTIONS };
  editMessage(world, channel, message, checkMessage(edit, { use: 'edit' }));
  return [first, fired()];
}

function firedOnSlack(card: Card): string[] {
  const others: string[] = [];
  const { text, blocks } = cardToSlack(card);
  const content = checkContent(
    { text, ...(blocks.length > 0 ? { blocks } : {}) },
    { groups, note: (kind, what) => (kind === 'mention' ? others.push(what) : null) },
  );
  return [...(content.pings ?? []), ...others];
}

it('no text of a card mentions anybody, and only a heading notifies its role or user group, once', () => {
  fc.assert(
    fc.property(TEXT, MENTION, KIND, fc.boolean(), (text, mention, kind, isPlain) => {
      const base: Card = kind === 'heading' ? headingCard('2026-08-21', 1, 1) : hostileCard(text);
      const mentioned = mention === undefined ? {} : { mention };
      const full: Card = {
        ...base,
        kind,
        title: { ...base.title, text },
        notice: text,
        footer: text,
        sections: [
          ...base.sections,
          { name: 'mention', label: text, text },
          ...mentionSections({ mention: text }),
        ],
        ...mentioned,
      };
      const card = isPlain ? plainHeading(full) : full;
      const isOn = kind === 'heading' && !isPlain;
      const oneOf = (...ids: readonly string[]) => ids.filter((id) => isOn && id === mention);
      expect(firedOnDiscord(card)).toEqual([oneOf(ROLE, OTHER_ROLE), []]);
      expect(firedOnSlack(card)).toEqual(oneOf(GROUP, OTHER_GROUP));
    }),
    { numRuns: 2_000 },
  );
});
