import { describe, expect, test } from 'vitest';
import { deliverTwice, dieAt, LONG } from '../../contract/edition-harness.ts';
import { createForumEdition } from './forum-harness.ts';

/** The requests of a whole edition: the kind of channel, four reads for the tags, and four a post. */
const REQUESTS = 1 + 4 + 5 * 4;

const points = Array.from({ length: REQUESTS }, (_, index) => index + 1).flatMap((nth) =>
  [true, false].map((isDone) => ({ nth, isDone })),
);

describe('an edition in a forum, whose process dies at one of its requests', () => {
  test('makes as many requests as this test believes', async () => {
    const edition = await createForumEdition();
    await edition.deliverAtLast(edition.startProcess('a'));
    expect(edition.server.requests()).toHaveLength(REQUESTS);
  });

  test.each(points)('is posted once: request $nth, carried out: $isDone', async ({ nth, isDone }) => {
    const edition = await createForumEdition();
    await dieAt(edition, nth, isDone);
    edition.clock.advance(LONG);
    await edition.deliverAtLast(edition.startProcess('b'));
    await edition.expectPosts();
  });

  test.each(points)(
    'again, after the look-up: request $nth, carried out: $isDone',
    async ({ nth, isDone }) => {
      const edition = await createForumEdition();
      for (let deaths = 0; deaths < 20; deaths += 1) {
        const over = dieAt(edition, nth, isDone).then(
          () => false,
          () => true,
        );
        if (await over) break;
        edition.clock.advance(LONG);
      }
      await edition.deliverAtLast(edition.startProcess('b'));
      await edition.expectPosts();
    },
  );

  test.each(points)(
    'and whose posts are archived meanwhile: request $nth, carried out: $isDone',
    async ({ nth, isDone }) => {
      const edition = await createForumEdition();
      await dieAt(edition, nth, isDone);
      const archived = edition.posts().map(({ id }) => id);
      for (const id of archived) edition.server.discord.archiveThread(id);
      edition.clock.advance(LONG);
      await edition.deliverAtLast(edition.startProcess('b'));
      await edition.expectPosts({ archived });
    },
  );

  test('and two processes at once, again and again, post it once', async () => {
    for (let times = 0; times < 10; times += 1) {
      const edition = await createForumEdition();
      await deliverTwice(edition, 0);
      await edition.expectPosts();
    }
  });
});
