import { webApi } from '@slack/bolt';
import { describe, expect, test } from 'vitest';
import { defaultChannelId as channel, type SlackServer, usualScopes } from './slack/index.ts';
import {
  actions,
  at,
  button,
  closed,
  createClient,
  errorsOf,
  failure,
  mrkdwn,
  person,
  picture,
  plain,
  rich,
  section,
  start,
} from './slack-client.ts';

const { WebAPIHTTPError, WebAPIRateLimitedError, WebAPIRequestError, WebClient } = webApi;

const card = [
  { type: 'header', text: { ...plain('오늘의 논문'), emoji: true } },
  rich(
    section(
      { type: 'link', url: 'https://huggingface.co/papers/2501.00001', text: 'A < B', style: { bold: true } },
      { type: 'text', text: ' 요약', style: { italic: true } },
      { type: 'emoji', name: '+1' },
    ),
    { type: 'rich_text_list', style: 'bullet', elements: [section({ type: 'text', text: '하나' })] },
    { type: 'rich_text_quote', elements: [{ type: 'text', text: '인용' }] },
    { type: 'rich_text_preformatted', elements: [{ type: 'text', text: 'x = 1' }] },
  ),
  { type: 'section', text: mrkdwn('*요약*'), fields: [mrkdwn('하나')], accessory: picture() },
  picture({ title: plain('그림') }),
  { type: 'divider' },
  { type: 'context', elements: [mrkdwn('추천 10'), picture()] },
  actions(
    button({ value: '1', style: 'primary' }),
    button({ action_id: 'pdf', url: 'https://arxiv.org/pdf/1' }),
  ),
];

describe('messages', () => {
  test('a card with metadata is stored, updated in place and found again', async () => {
    const slack = await start();
    const client = createClient(slack);
    const metadata = { event_type: 'paperboy_card', event_payload: { key: '2025-01-29/1', part: 1 } };
    const posted = await client.chat.postMessage({ ...at, text: '논문', blocks: card, metadata });
    const ts = String(posted.ts);
    expect(slack.messages(channel)).toMatchObject([{ ts, text: '논문', metadata, bot_id: slack.botId }]);
    expect(slack.messages(channel)[0]?.blocks).toMatchObject(card);
    const found = await client.conversations.history({ channel, include_all_metadata: true, oldest: '0' });
    expect(found.messages).toMatchObject([{ ts, metadata }]);
    expect((await client.conversations.history({ channel })).messages?.[0]).not.toHaveProperty('metadata');
    await client.chat.update({ channel, ts, text: '고침' });
    expect(slack.messages(channel)[0]).toMatchObject({ text: '고침', metadata, edited: {} });
    // An update without blocks keeps the old ones; an empty list removes them.
    expect(slack.messages(channel)[0]?.blocks).toHaveLength(card.length);
    await client.chat.update({ channel, ts, text: '고침', blocks: [] });
    expect(slack.messages(channel)[0]).not.toHaveProperty('blocks');
    await client.chat.delete({ channel, ts });
    expect(slack.messages(channel)).toEqual([]);
    expect(slack.rejections).toEqual([]);
    expect(slack.requests[0]).toMatchObject({
      method: 'chat.postMessage',
      token: slack.botToken,
      body: { channel, text: '논문', unfurl_links: false, metadata, blocks: card },
    });
  });

  test('JSON bodies are treated like forms', async () => {
    const slack = await start();
    const answer = await fetch(`${slack.url}chat.postMessage`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${slack.botToken}`,
        'content-type': 'application/json; charset=utf-8',
      },
      body: JSON.stringify({ ...at, text: '논문', blocks: card }),
    });
    expect(await answer.json()).toMatchObject({ ok: true, channel });
    expect(slack.rejections).toEqual([]);
  });

  test('replies stay in their thread; broadcasts also appear in the channel', async () => {
    const slack = await start();
    const client = createClient(slack);
    const { ts = '' } = await client.chat.postMessage({ ...at, text: '머리' });
    await client.chat.postMessage({ ...at, text: '하나', thread_ts: ts });
    await client.chat.postMessage({ ...at, text: '둘', thread_ts: ts, reply_broadcast: true });
    expect(slack.messages(channel).map(({ text }) => text)).toEqual(['머리', '둘']);
    expect(slack.replies(channel, ts).map(({ text }) => text)).toEqual(['하나', '둘']);
    const { messages } = await client.conversations.replies({ channel, ts });
    expect(messages?.map(({ text }) => text)).toEqual(['머리', '하나', '둘']);
    expect(messages?.[0]).toMatchObject({ reply_count: 2, thread_ts: ts });
    const lost = client.chat.postMessage({ ...at, text: '셋', thread_ts: '1700000000.000001' });
    expect(await failure(lost)).toBe('thread_not_found');
  });

  test('history is paged, newest first, and can be limited to a time range', async () => {
    const slack = await start();
    const client = createClient(slack);
    const stamps: string[] = [];
    for (const text of ['1', '2', '3', '4']) stamps.push(slack.say(channel, person, text));
    const seen: unknown[] = [];
    for await (const page of client.paginate('conversations.history', { channel, limit: 3 }))
      seen.push(((page as webApi.ConversationsHistoryResponse).messages ?? []).map(({ text }) => text));
    expect(seen).toEqual([['4', '3', '2'], ['1']]);
    const [first = '', second = '', , last = ''] = stamps;
    const between = { channel, oldest: first, latest: last };
    expect((await client.conversations.history(between)).messages).toHaveLength(2);
    expect((await client.conversations.history({ ...between, inclusive: true })).messages).toHaveLength(4);
    expect((await client.conversations.history({ channel, oldest: second })).messages).toHaveLength(2);
    expect(await failure(client.conversations.history({ channel, limit: 1000 }))).toBe('invalid_limit');
    expect(await failure(client.conversations.history({ channel, cursor: 'x' }))).toBe('invalid_cursor');
  });

  test('messages and replies have a permalink; a deleted message has none', async () => {
    const slack = await start({
      channels: [{ id: channel }, { id: closed, isPrivate: true, isMember: false }],
    });
    const client = createClient(slack);
    const { ts = '' } = await client.chat.postMessage({ ...at, text: '머리' });
    const reply = await client.chat.postMessage({ ...at, text: '하나', thread_ts: ts });
    const link = async (message_ts: string) =>
      (await client.chat.getPermalink({ channel, message_ts })).permalink;
    const addressOf = (stamp: string) =>
      `https://loopback.slack.com/archives/${channel}/p${stamp.replace('.', '')}`;
    expect(await link(ts)).toBe(addressOf(ts));
    const { ts: replyTs = '' } = reply;
    expect(await link(replyTs)).toBe(`${addressOf(replyTs)}?thread_ts=${ts}&cid=${channel}`);
    await client.chat.delete({ channel, ts: replyTs });
    expect(await failure(link(replyTs))).toBe('message_not_found');
    expect(await failure(link('soon'))).toBe('invalid_arguments');
    expect(await failure(client.chat.getPermalink({ channel: closed, message_ts: ts }))).toBe(
      'channel_not_found',
    );
    expect(slack.rejections).toHaveLength(1);
  });

  test('only one member sees an ephemeral message', async () => {
    const slack = await start();
    const client = createClient(slack);
    const message = { channel, user: person, text: '쉿' };
    expect(await failure(client.chat.postEphemeral(message))).toBe('user_not_in_channel');
    slack.say(channel, person, '안녕');
    await client.chat.postEphemeral(message);
    expect(slack.ephemerals(channel, person)).toMatchObject([{ text: '쉿' }]);
    expect(slack.ephemerals(channel, 'U0OTHER')).toEqual([]);
    expect(slack.messages(channel)).toHaveLength(1);
  });
});

describe('validation', () => {
  const long = (length: number) => 'ㄱ'.repeat(length);
  const options = (count: number) =>
    Array.from({ length: count }, (_, index) => ({ text: plain('하나'), value: String(index) }));
  const bad: [string, object | object[], string?][] = [
    ['an unknown block', { type: 'card', title: mrkdwn('제목') }, 'unsupported type: card'],
    ['an unknown field', { type: 'divider', text: plain('x') }, 'invalid additional property: text'],
    ['51 blocks', Array.from({ length: 51 }, () => ({ type: 'divider' })), 'no more than 50 items allowed'],
    [
      'a long header',
      { type: 'header', text: plain(long(151)) },
      'must be less than 151 characters [json-pointer:/blocks/0/text/text]',
    ],
    ['a header in mrkdwn', { type: 'header', text: mrkdwn('x') }, 'unsupported type: mrkdwn'],
    ['a long section', { type: 'section', text: mrkdwn(long(3001)) }, 'must be less than 3001 characters'],
    ['an empty section text', { type: 'section', text: mrkdwn('') }, 'must be more than 0 characters'],
    ['an empty section', { type: 'section' }, 'missing required field: text or fields'],
    [
      'an emoji field in mrkdwn',
      { type: 'section', text: { ...mrkdwn('x'), emoji: true } },
      'property: emoji',
    ],
    ['11 fields', { type: 'section', fields: Array(11).fill(mrkdwn('x')) }, 'no more than 10'],
    ['a long field', { type: 'section', fields: [mrkdwn(long(2001))] }, 'less than 2001'],
    ['11 context elements', { type: 'context', elements: Array(11).fill(mrkdwn('x')) }, 'no more than 10'],
    ['a button in a context', { type: 'context', elements: [button()] }, 'unsupported type: button'],
    ['an empty actions block', actions(), 'no fewer than 1'],
    ['26 actions', actions(...Array.from({ length: 26 }, (_, i) => button({ action_id: `a${i}` }))), '25'],
    ['a long button', actions(button({ text: plain(long(76)) })), 'less than 76'],
    ['a button with mrkdwn text', actions(button({ text: mrkdwn('x') })), 'unsupported type: mrkdwn'],
    ['a long value', actions(button({ value: long(2001) })), 'less than 2001'],
    ['a long url', actions(button({ url: `https://a.com/${'a'.repeat(3000)}` })), 'less than 3001'],
    ['an invalid url', actions(button({ url: 'javascript:alert(1)' })), 'must be a valid URL'],
    ['an invalid button style', actions(button({ style: 'red' })), 'enum'],
    ['a button with options', actions(button({ options: [] })), 'property: options'],
    ['a long action_id', actions(button({ action_id: long(256) })), 'less than 256'],
    ['one action_id twice', [actions(button()), actions(button())], '`action_id` already exists: more'],
    [
      'one block_id twice',
      [
        { type: 'divider', block_id: 'a' },
        { type: 'divider', block_id: 'a' },
      ],
      '`block_id` already exists',
    ],
    ['a long block_id', { type: 'divider', block_id: long(256) }, 'less than 256'],
    ['an image without alt_text', picture({ alt_text: undefined }), 'missing required field: alt_text'],
    ['an image with a long alt_text', picture({ alt_text: long(2001) }), 'less than 2001'],
    ['an image with an empty alt_text', picture({ alt_text: '' }), 'more than 0'],
    ['an image with a long title', picture({ title: plain(long(2001)) }), 'less than 2001'],
    ['an image without a source', picture({ image_url: undefined }), 'either image_url or slack_file'],
    ['an image without a scheme', picture({ image_url: '//a.com/a.png' }), 'must be a valid URL'],
    ['an empty rich text', rich(), 'no fewer than 1'],
    ['an empty text in rich text', rich(section({ type: 'text', text: '' })), 'more than 0 characters'],
    [
      'an unknown style in rich text',
      rich(section({ type: 'text', text: 'x', style: { big: true } })),
      'big',
    ],
    ['mrkdwn in rich text', rich(section(mrkdwn('x'))), 'unsupported type: mrkdwn'],
    ['a text outside of a section', rich({ type: 'text', text: 'x' }), 'unsupported type: text'],
    ['a link without a url', rich(section({ type: 'link', text: 'x' })), 'missing required field: url'],
    ['an emoji with colons', rich(section({ type: 'emoji', name: ':+1:' })), 'emoji name'],
    ['a date without a format', rich(section({ type: 'date', timestamp: 1 })), 'format'],
    [
      'an unknown list style',
      rich({ type: 'rich_text_list', style: 'square', elements: [section()] }),
      'enum',
    ],
    [
      'a text in a list',
      rich({ type: 'rich_text_list', style: 'bullet', elements: [{ type: 'text', text: 'x' }] }),
      'unsupported type: text',
    ],
    [
      'an emoji in preformatted text',
      rich({ type: 'rich_text_preformatted', elements: [{ type: 'emoji', name: 'a' }] }),
      'unsupported type: emoji',
    ],
    ['101 options', actions({ type: 'static_select', options: options(101) }), 'no more than 100'],
    ['a select without options', actions({ type: 'static_select' }), 'either options or option_groups'],
    [
      'a long placeholder',
      actions({ type: 'external_select', placeholder: plain(long(151)) }),
      'less than 151',
    ],
  ];
  test.each(bad)('refuses %s', async (_name, blocks, expected = '') => {
    const slack = await start();
    const list = (Array.isArray(blocks) ? blocks : [blocks]) as never[];
    expect(await failure(createClient(slack).chat.postMessage({ ...at, text: 'x', blocks: list }))).toBe(
      'invalid_blocks',
    );
    expect(slack.rejections).toMatchObject([{ method: 'chat.postMessage', error: 'invalid_blocks' }]);
    expect(slack.rejections[0]?.messages?.join('\n')).toContain(expected);
    expect(slack.messages(channel)).toEqual([]);
  });

  test('invalid texts, metadata and arguments are refused', async () => {
    const slack = await start();
    const client = createClient(slack);
    const call = (args: object) => failure(client.apiCall('chat.postMessage', { ...at, ...args }));
    expect(await call({})).toBe('no_text');
    expect(await call({ text: ' ', blocks: [] })).toBe('no_text');
    expect(await call({ text: long(40_001) })).toBe('msg_too_long');
    expect(await call({ text: 'x', blocks: '{' })).toBe('invalid_blocks_format');
    expect(await call({ text: 'x', metadata: '{' })).toBe('invalid_metadata_format');
    expect(await call({ text: 'x', metadata: { event_type: 'a' } })).toBe('invalid_metadata_schema');
    const payload = (event_payload: object) => ({ text: 'x', metadata: { event_type: 'a', event_payload } });
    expect(await call(payload({ a: null }))).toBe('invalid_metadata_schema');
    expect(await call(payload({ a: long(8000) }))).toBe('metadata_too_large');
    expect(await call({ text: 'x', unfurl_link: false })).toBe('invalid_arguments');
    expect(await call({ text: 'x', thread_ts: 'soon' })).toBe('invalid_arguments');
    expect(await call({ text: 'x', channel: '' })).toBe('invalid_arguments');
    expect(await call({ text: 'x', channel: 'C0NEVER' })).toBe('channel_not_found');
    const huge = Array.from({ length: 4 }, () => ({ type: 'section', text: mrkdwn(long(3000)) }));
    expect(await call({ text: 'x', blocks: huge })).toBe('msg_blocks_too_long');
    expect(await failure(client.apiCall('chat.postMesage'))).toBe('unknown_method');
    expect(slack.rejections).toHaveLength(14);
    expect(slack.refusals).toEqual([]);
    expect(slack.messages(channel)).toEqual([]);
  });

  test('input that is accepted but should not be sent is recorded', async () => {
    const slack = await start();
    const client = createClient(slack);
    await client.chat.postMessage({ ...at, text: '<!channel> 안녕 <@U0READER>' });
    await client.chat.postMessage({ ...at, text: '&lt;!channel&gt; &lt;@U0READER&gt;' });
    await client.chat.postMessage({
      ...at,
      text: 'x',
      blocks: [{ type: 'section', text: mrkdwn('<!here|here>') }],
    });
    await client.chat.postMessage({
      ...at,
      text: 'x',
      blocks: [rich(section({ type: 'broadcast', range: 'channel' }))] as never[],
    });
    await client.chat.postMessage({ ...at, text: 'x', link_names: true });
    await client.chat.postMessage({ ...at, text: long(4001) });
    await client.chat.postMessage({ channel, text: 'x', unfurl_links: false });
    const noted = slack.rejections.map(({ kind, error }) => [kind, error]);
    expect(noted).toEqual([
      ['mention', '<!channel>'],
      ['mention', '<@U0READER>'],
      ['mention', '<!here|here>'],
      ['mention', 'broadcast channel'],
      ['mention', 'link_names'],
      ['split', 'text of 4001 characters'],
      ['unfurl', 'unfurl_media is not false'],
    ]);
    expect(slack.messages(channel)).toHaveLength(7);
  });

  test('an image that cannot be fetched makes the whole message fail', async () => {
    const slack = await start();
    const client = createClient(slack);
    slack.brokenImage = (url) => url.includes('example.com');
    const call = client.chat.postMessage({ ...at, text: 'x', blocks: [picture()] as never[] });
    await expect(call).rejects.toMatchObject({
      data: {
        error: 'invalid_blocks',
        response_metadata: {
          messages: ['[ERROR] downloading image failed [json-pointer:/blocks/0/image_url]'],
        },
      },
    });
    await client.chat.postMessage({ ...at, text: 'x', blocks: [{ type: 'divider' }] });
    expect(slack.rejections).toEqual([]);
    expect(slack.refusals).toMatchObject([{ error: 'invalid_blocks' }]);
  });

  test("chat.update accepts only shorter texts and the bot's own messages", async () => {
    const slack = await start();
    const client = createClient(slack);
    const { ts = '' } = await client.chat.postMessage({ ...at, text: 'x' });
    expect(await failure(client.chat.update({ channel, ts, text: long(4001) }))).toBe('msg_too_long');
    expect(await failure(client.chat.update({ channel, ts, text: '' }))).toBe('no_text');
    const others = slack.say(channel, person, '안녕');
    expect(await failure(client.chat.update({ channel, ts: others, text: 'x' }))).toBe('cant_update_message');
    expect(await failure(client.chat.delete({ channel, ts: others }))).toBe('cant_delete_message');
    slack.deleteMessage(channel, ts);
    expect(await failure(client.chat.update({ channel, ts, text: 'x' }))).toBe('message_not_found');
    expect(errorsOf(slack.refusals)).toEqual(['message_not_found']);
  });
});

describe('permissions', () => {
  test('access depends on membership, scopes, and whether a channel is archived or deleted', async () => {
    const slack = await start({
      channels: [{ id: channel }, { id: closed, isPrivate: true }, { id: 'C0OUT', isMember: false }],
    });
    const client = createClient(slack);
    const post = (id: string) => failure(client.chat.postMessage({ ...at, channel: id, text: 'x' }));
    const read = (id: string) => failure(client.conversations.history({ channel: id }));
    expect(await post('C0OUT')).toBe('no failure');
    expect(await read('C0OUT')).toBe('not_in_channel');
    slack.scopes.delete('chat:write.public');
    expect(await post('C0OUT')).toBe('not_in_channel');
    expect((await client.conversations.info({ channel: 'C0OUT' })).channel).toMatchObject({
      is_member: false,
    });
    await client.conversations.join({ channel: 'C0OUT' });
    expect(await post('C0OUT')).toBe('no failure');
    expect(await post(closed)).toBe('no failure');
    slack.kick(closed);
    expect(await post(closed)).toBe('channel_not_found');
    expect(await failure(client.conversations.info({ channel: closed }))).toBe('channel_not_found');
    slack.invite(closed);
    slack.archive(channel);
    expect(await post(channel)).toBe('is_archived');
    expect(await read(channel)).toBe('no failure');
    slack.archive(channel, false);
    slack.deleteChannel(channel);
    expect(await post(channel)).toBe('channel_not_found');
    expect(slack.rejections).toEqual([]);
    expect(slack.refusals).toHaveLength(6);
  });

  test('a call needs a valid token of the right type, and the right scopes', async () => {
    const slack = await start({ scopes: usualScopes.filter((scope) => scope !== 'reactions:write') });
    const client = createClient(slack);
    const { ts = '' } = await client.chat.postMessage({ ...at, text: 'x' });
    const call = client.reactions.add({ channel, timestamp: ts, name: '+1' });
    await expect(call).rejects.toMatchObject({ data: { error: 'missing_scope', needed: 'reactions:write' } });
    slack.scopes.delete('groups:history');
    slack.addChannel({ id: closed, isPrivate: true });
    await expect(client.conversations.history({ channel: closed })).rejects.toMatchObject({
      data: { error: 'missing_scope', needed: 'groups:history' },
    });
    expect(await failure(client.auth.test({ token: 'xoxb-wrong' }))).toBe('invalid_auth');
    expect(await failure(client.auth.test({ token: slack.appToken }))).toBe('not_allowed_token_type');
    expect(await failure(client.apps.connections.open())).toBe('not_allowed_token_type');
    expect(await failure(new WebClient(undefined, { slackApiUrl: slack.url }).auth.test())).toBe(
      'not_authed',
    );
    expect(slack.refusals).toEqual([]);
    slack.revokeToken();
    expect(await failure(client.auth.test())).toBe('token_revoked');
    slack.uninstall();
    expect(await failure(client.auth.test())).toBe('account_inactive');
    expect(errorsOf(slack.refusals)).toEqual(['token_revoked', 'account_inactive']);
  });

  test.each([undefined, 'E0LOOPBACK'])(
    'auth.test names the team and, if there is one, its enterprise: %s',
    async (id) => {
      const slack = await start(id ? { enterpriseId: id } : {});
      const found = await createClient(slack).auth.test();
      expect([found.team_id, found.enterprise_id]).toEqual([slack.teamId, id]);
    },
  );

  test('users, members and bots can be looked up', async () => {
    const slack = await start({
      channels: [{ id: channel, creator: 'U0MAKER' }],
      users: { U0BOSS: { isAdmin: true, name: '사장' } },
    });
    const client = createClient(slack);
    expect((await client.users.info({ user: 'U0BOSS' })).user).toMatchObject({
      is_admin: true,
      name: '사장',
    });
    expect((await client.users.info({ user: person })).user).toMatchObject({ is_admin: false });
    expect(await failure(client.users.info({ user: '사장' }))).toBe('user_not_found');
    expect((await client.conversations.info({ channel })).channel).toMatchObject({ creator: 'U0MAKER' });
    expect((await client.conversations.members({ channel })).members).toEqual(['U0MAKER', slack.botUserId]);
    expect((await client.bots.info({ bot: slack.botId })).bot).toMatchObject({ user_id: slack.botUserId });
  });
});

describe('reactions', () => {
  test('are added, counted and removed', async () => {
    const slack = await start();
    const client = createClient(slack);
    const { ts = '' } = await client.chat.postMessage({ ...at, text: 'x' });
    const on = { channel, timestamp: ts };
    await client.reactions.add({ ...on, name: 'thumbsup' });
    expect(await failure(client.reactions.add({ ...on, name: '+1' }))).toBe('already_reacted');
    slack.react(channel, ts, person, '+1');
    slack.react(channel, ts, person, '+1::skin-tone-3');
    expect(slack.current(channel, ts)).toEqual([
      { emoji: '+1', users: [slack.botUserId, person] },
      { emoji: '+1::skin-tone-3', users: [person] },
    ]);
    const { message } = await client.reactions.get({ ...on, full: true });
    expect(message?.reactions).toMatchObject([{ name: '+1', count: 2 }, { name: '+1::skin-tone-3' }]);
    await client.reactions.remove({ ...on, name: '+1' });
    expect(await failure(client.reactions.remove({ ...on, name: '+1' }))).toBe('no_reaction');
    expect(await failure(client.reactions.add({ ...on, name: '👍' }))).toBe('invalid_name');
    expect(await failure(client.reactions.add({ ...on, timestamp: '1', name: '+1' }))).toBe('bad_timestamp');
    slack.deleteMessage(channel, ts);
    expect(await failure(client.reactions.get(on))).toBe('message_not_found');
    expect(errorsOf(slack.rejections)).toEqual(['invalid_name', 'bad_timestamp']);
    expect(errorsOf(slack.refusals)).toEqual(['already_reacted', 'no_reaction', 'message_not_found']);
  });

  test('only the first users are listed unless all are requested', async () => {
    const slack = await start();
    const ts = slack.say(channel, person, '안녕');
    for (let index = 0; index < 60; index++) slack.react(channel, ts, `U${index}`, '+1');
    const client = createClient(slack);
    const some = await client.reactions.get({ channel, timestamp: ts });
    expect(some.message?.reactions?.[0]).toMatchObject({ count: 60 });
    expect(some.message?.reactions?.[0]?.users).toHaveLength(50);
    const all = await client.reactions.get({ channel, timestamp: ts, full: true });
    expect(all.message?.reactions?.[0]?.users).toHaveLength(60);
  });
});

describe('faults and limits', () => {
  const post = (client: webApi.WebClient) => client.chat.postMessage({ ...at, text: 'x' });

  test('a client that retries after a lost response posts twice', async () => {
    const slack = await start();
    const client = createClient(slack, { retryConfig: { retries: 1, minTimeout: 1, maxTimeout: 1 } });
    slack.fault = ({ method }, count) =>
      method === 'chat.postMessage' && count === 1 ? { kind: 'after', answer: 'reset' } : undefined;
    await post(client);
    expect(slack.messages(channel)).toHaveLength(2);
    expect(slack.refusals).toMatchObject([{ kind: 'fault', error: 'handled, then "reset"' }]);
  });

  test('each fault reaches the client as an error', async () => {
    const slack = await start();
    const client = createClient(slack, { timeout: 100 });
    const fail = (fault: NonNullable<ReturnType<NonNullable<SlackServer['fault']>>>) => {
      slack.fault = () => fault;
      return failure(post(client));
    };
    expect(await fail({ kind: 'status', status: 503 })).toBeInstanceOf(WebAPIHTTPError);
    expect(await fail({ kind: 'status', status: 200, body: '<html>' })).toBe('<html>');
    expect(await fail({ kind: 'hang' })).toBeInstanceOf(WebAPIRequestError);
    expect(await fail({ kind: 'reset' })).toBeInstanceOf(WebAPIRequestError);
    expect(await fail({ kind: 'close' })).toBeInstanceOf(WebAPIRequestError);
    expect(await fail({ kind: 'error', error: 'internal_error' })).toBe('internal_error');
    expect(slack.messages(channel)).toHaveLength(0);
    expect(await fail({ kind: 'after', answer: 'hang' })).toBeInstanceOf(WebAPIRequestError);
    expect(await fail({ kind: 'after', answer: { status: 500 } })).toBeInstanceOf(WebAPIHTTPError);
    expect(await fail({ kind: 'after', answer: { error: 'internal_error' } })).toBe('internal_error');
    expect(slack.messages(channel)).toHaveLength(3);
    expect(slack.refusals).toHaveLength(9);
    expect(slack.rejections).toEqual([]);
  });

  test('a rate-limited client reports an error, or waits and retries', async () => {
    const slack = await start({ limits: { posts: { burst: 2, perSecond: 1 } } });
    const strict = createClient(slack, { rejectRateLimitedCalls: true });
    await post(strict);
    await post(strict);
    const limited = await failure(post(strict));
    expect(limited).toBeInstanceOf(WebAPIRateLimitedError);
    slack.limits = {};
    slack.fault = (_request, count) => (count === 4 ? { kind: 'rate-limit', retryAfter: 7 } : undefined);
    await expect(post(strict)).rejects.toMatchObject({ retryAfter: 7 });
    slack.fault = (_request, count) => (count === 5 ? { kind: 'rate-limit', retryAfter: 0.1 } : undefined);
    await post(createClient(slack, { retryConfig: { retries: 1, minTimeout: 1 } }));
    slack.limits = { methods: { 'auth.test': { limit: 1, windowMs: 60_000 } } };
    await strict.auth.test();
    await expect(strict.auth.test()).rejects.toMatchObject({ retryAfter: 60 });
    expect(slack.refusals.map(({ kind }) => kind)).toEqual(['rate-limit', 'fault', 'fault', 'rate-limit']);
    expect(slack.messages(channel)).toHaveLength(3);
  });
});
