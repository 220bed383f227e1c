import { describe, expect, test } from 'vitest';
import { SetupError } from '../../../src/domain/errors.ts';
import { failure } from '../../app/editions/harness.ts';
import { createPosted, describeEdition, STEP } from '../../contract/edition.ts';
import { createEdition, deliverTwice, LAYOUTS, requestsOf, WHOLE } from '../../contract/edition-harness.ts';
import { discordEdition } from './edition-harness.ts';

describe('an edition on Discord', () => {
  describeEdition(discordEdition);

  test.each(LAYOUTS)(
    'delivered by two processes that take over each other’s claims, in the layout %s, is posted once, thanks to nonces',
    async (layout) => {
      const edition = await createEdition(discordEdition, layout);
      // If each process kept taking over the other's claim, neither would ever send.
      await deliverTwice(edition, 3);
      await edition.expectWhole();
    },
  );

  test('with a rejected token does not use the token again', async () => {
    const edition = await createEdition(discordEdition);
    const isRefused = requestsOf('send', 3, 1);
    edition.server.fault = (kind) => (isRefused(kind) ? discordEdition.invalidToken : undefined);
    const process = edition.startProcess('a');
    for (let tries = 0; tries < 5; tries += 1)
      expect(await failure(process.deliver())).toBeInstanceOf(SetupError);
    expect(edition.server.channel()).toHaveLength(2);
  });

  test('does not restore a card that members delete before it is sent again', async () => {
    const edition = await createEdition(discordEdition);
    const { server } = edition;
    const isFirst = requestsOf('send', 2, 1);
    const isSecond = requestsOf('send', 3, 1);
    server.fault = (kind) => {
      if (isSecond(kind)) server.deleteMessage(server.channel()[1]?.id ?? '');
      return isFirst(kind) ? { kind: 'after', answer: 'reset' } : undefined;
    };
    expect(await edition.deliverAtLast(edition.startProcess('a'))).toEqual([]);
    expect(server.channel().map(({ url }) => url)).toEqual(WHOLE.filter((_, index) => index !== 1));
    expect(await edition.subscription()).toMatchObject({ state: 'active' });
  });

  test('reopens its archived thread for a refresh', async () => {
    const { server, process, third, count, expectWhole } = await createPosted(discordEdition, 'thread');
    server.discord.archiveThread(server.threadId() ?? '');
    await process.refresh(STEP);
    expect(third().upvotes).toBe('432');
    expect(count('edit')).toBe(2);
    await expectWhole();
  });
});
