import { describe, expect, test } from 'vitest';
import { describeEdition } from '../../contract/edition.ts';
import { createEdition, LAYOUTS, requestsOf, WHOLE } from '../../contract/edition-harness.ts';
import { defaultChannelId, type Fault } from '../../emulators/slack/index.ts';
import { slackEdition } from './edition-harness.ts';

describe('an edition on Slack', () => {
  describeEdition(slackEdition);

  test.each(LAYOUTS)('posts at most one message a second, in the layout %s', async (layout) => {
    const { server, deliverAtLast, startProcess } = await createEdition(slackEdition, layout);
    await deliverAtLast(startProcess('a'));
    const times = server.slack.requests
      .filter(({ method }) => method === 'chat.postMessage')
      .map(({ at }) => at);
    expect(times).toHaveLength(WHOLE.length);
    for (const [n, at] of times.entries())
      if (n > 0) expect(at - (times[n - 1] ?? at)).toBeGreaterThanOrEqual(1_000);
  });

  describe('with pictures that Slack cannot fetch', () => {
    test.each(LAYOUTS)(
      'in the layout %s, posts each card exactly once, and omits only those pictures',
      async (layout) => {
        const edition = await createEdition(slackEdition, layout);
        const { slack } = edition.server;
        slack.brokenImage = (url) => !url.includes('2608.00003');
        expect(await edition.deliverAtLast(edition.startProcess('a'))).toEqual([]);
        await edition.expectWhole();
        const [heading, ...rest] = slack.messages(defaultChannelId);
        const cards = layout === 'thread' ? slack.replies(defaultChannelId, heading?.ts ?? '') : rest;
        const isPictured = cards.map(({ blocks }) => JSON.stringify(blocks).includes('image_url'));
        expect(isPictured).toEqual([false, false, true, false, false]);
      },
    );

    test.each<Fault>([
      { kind: 'after', answer: 'reset' },
      { kind: 'after', answer: { error: 'internal_error' } },
      { kind: 'status', status: 503 },
    ])('posts each card exactly once, even if the post without a picture fails (%j)', async (fault) => {
      const edition = await createEdition(slackEdition);
      const { server } = edition;
      server.slack.brokenImage = () => true;
      // The third post is the retry without a picture, after the heading and the first card.
      const isNext = requestsOf('send', 3, 1);
      server.fault = (kind) => (isNext(kind) ? fault : undefined);
      expect(await edition.deliverAtLast(edition.startProcess('a'))).toHaveLength(1);
      await edition.expectWhole();
    });
  });
});
