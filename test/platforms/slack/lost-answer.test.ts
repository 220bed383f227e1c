import { describe, expect, test } from 'vitest';
import { headingCard } from '../../../src/cards/build-card.ts';
import { answerOrFound } from '../../../src/platforms/slack/lost-answer.ts';
import { createSlackPublisher } from '../../../src/platforms/slack/publisher.ts';
import { failure } from '../../app/editions/harness.ts';
import { createSlackStage } from './api/call-harness.ts';

const NEVER = 2 ** 30;
const never = new Promise<string>(() => {});

describe('an answer to a post', () => {
  test('that comes in time is taken, and nothing is looked for', async () => {
    const look = () => expect.unreachable();
    expect(await answerOrFound(Promise.resolve('answer'), look, NEVER)).toBe('answer');
    const refused = new Error('invalid_blocks');
    expect(await failure(answerOrFound(Promise.reject(refused), look, NEVER))).toBe(refused);
  });

  test('that takes long is replaced by what is found, whatever becomes of it', async () => {
    expect(await answerOrFound(never, async () => 'found', 0)).toBe('found');
    const answer = Promise.withResolvers<string>();
    expect(await answerOrFound(answer.promise, async () => 'found', 0)).toBe('found');
    // An unhandled rejection would fail the test.
    answer.reject(new Error('timed out'));
  });

  test.each([
    ['nothing is found', async () => null],
    ['the look-up fails', () => Promise.reject(new Error('terminated'))],
    ['the look-up takes longer', () => new Promise<null>(() => {})],
  ])('is waited for if %s', async (_why, look) => {
    const answer = Promise.withResolvers<string>();
    const looked = Promise.withResolvers<void>();
    const result = answerOrFound(
      answer.promise,
      () => {
        looked.resolve();
        return look();
      },
      0,
    );
    await looked.promise;
    answer.resolve('answer');
    expect(await result).toBe('answer');
  });
});

describe('a message whose answer is lost', () => {
  test('is known without a timeout, also in a thread', async () => {
    const { slack, to, ...stage } = await createSlackStage();
    const publisher = createSlackPublisher({ ...stage.parts, lookAfterMs: 0 });
    const card = headingCard('2026-08-21', 5, 5);
    const sent = await publisher.send(to, card, 'k1');
    slack.fault = ({ method }) =>
      method === 'chat.postMessage' ? { kind: 'after', answer: 'hang' } : undefined;
    const parentId = sent.state === 'sent' ? sent.messageId : expect.unreachable();
    for (const [index, parent] of [null, parentId].entries()) {
      const result = await publisher.send({ ...to, parentId: parent }, card, `k${index + 2}`);
      expect(result.state).toBe('sent');
    }
    expect(slack.messages(to.place.channel)).toHaveLength(2);
    expect(slack.requests.filter(({ method }) => method === 'chat.postMessage')).toHaveLength(3);
  });

  test('is not looked for early once Slack gives only a page of the history a minute', async () => {
    const { slack, to, ...stage } = await createSlackStage();
    const publisher = createSlackPublisher({ ...stage.parts, lookAfterMs: 0 });
    const card = headingCard('2026-08-21', 5, 5);
    const reads = () => slack.requests.filter(({ method }) => method === 'conversations.history').length;
    // The post is still unanswered when the bot would look.
    const late = ({ method }: { readonly method: string }) =>
      method === 'chat.postMessage' ? ({ kind: 'late', ms: 200 } as const) : undefined;
    slack.fault = late;
    await publisher.send(to, card, 'k1');
    expect(reads()).toBe(1);

    slack.fault = (request) =>
      request.method === 'conversations.history' ? { kind: 'rate-limit', retryAfter: 60 } : undefined;
    await failure(publisher.find(to, card, 'k2'));
    slack.fault = late;
    expect((await publisher.send(to, card, 'k2')).state).toBe('sent');
    expect(reads()).toBe(2);
  });
});
