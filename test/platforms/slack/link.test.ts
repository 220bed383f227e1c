import { describe, expect, test } from 'vitest';
import { headingCard, paperCard } from '../../../src/cards/build-card.ts';
import { TemporaryError } from '../../../src/domain/errors.ts';
import { failure } from '../../app/editions/harness.ts';
import { idOf } from '../../contract/publisher.ts';
import type { Fault } from '../../emulators/slack/index.ts';
import { makePaper } from '../../fixtures/papers.ts';
import { CHANNEL, createSlackStage, splitId } from './api/call-harness.ts';

const DAY = '2026-08-21';
const card = paperCard({ paper: makePaper(), summary: null }, DAY, 'not-yet');

async function post() {
  const stage = await createSlackStage();
  const id = idOf(await stage.publisher.send(stage.to, card, 'k1'));
  return { ...stage, id, link: () => stage.publisher.link(CHANNEL, id) };
}

describe('a message', () => {
  test('has the link that Slack returns for it', async () => {
    const { slack, id, link } = await post();
    const { channel, ts } = splitId(id);
    expect(await link()).toBe(`https://loopback.slack.com/archives/${channel}/p${ts.replace('.', '')}`);
    expect(slack.rejections).toEqual([]);
  });

  test('in a thread has a link that names the thread', async () => {
    const { publisher, slack, to } = await createSlackStage();
    const parentId = idOf(await publisher.send(to, headingCard(DAY, 1, 1), 'heading'));
    const id = idOf(await publisher.send({ ...to, parentId }, card, 'k1'));
    expect(await publisher.link(CHANNEL, id)).toContain(`thread_ts=${splitId(parentId).ts}`);
    expect(slack.rejections).toEqual([]);
  });

  test('that was deleted has no link', async () => {
    const { slack, id, link } = await post();
    slack.deleteMessage(CHANNEL.channel, splitId(id).ts);
    expect(await link()).toBeNull();
  });

  test('in a channel that the bot can no longer see has no link', async () => {
    const { slack, link } = await post();
    slack.deleteChannel(CHANNEL.channel);
    expect(await link()).toBeNull();
  });
});

describe('the response for a link', () => {
  test.each<[string, Fault]>([
    ['503', { kind: 'status', status: 503 }],
    ['rate limit', { kind: 'rate-limit', retryAfter: 30 }],
    ['internal error', { kind: 'error', error: 'internal_error' }],
    ['reset', { kind: 'reset' }],
  ])('that is temporarily missing (%s) can be requested again', async (_what, fault) => {
    const { slack, link } = await post();
    slack.fault = () => fault;
    expect(await failure(link())).toBeInstanceOf(TemporaryError);
    slack.fault = undefined;
    expect(await link()).toContain('/archives/');
  });

  test.each([
    ['another site', 'https://evil.example/archives/C0PAPERS/p1'],
    ['a name that only looks like Slack', 'https://notslack.com/archives/C0PAPERS/p1'],
    ['no encryption', 'http://loopback.slack.com/archives/C0PAPERS/p1'],
    ['a script', 'javascript:alert(1)'],
    ['nothing', undefined],
  ])('that leads to %s is not used', async (_where, permalink) => {
    const { slack, link } = await post();
    slack.fault = ({ method }) =>
      method === 'chat.getPermalink'
        ? { kind: 'status', status: 200, body: { ok: true, channel: CHANNEL.channel, permalink } }
        : undefined;
    expect(await link()).toBeNull();
  });
});
