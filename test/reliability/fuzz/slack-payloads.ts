import fc from 'fast-check';
import { line } from './command-lines.ts';
import { text, toJson } from './values.ts';

const HOOK = 'https://hooks.slack.example/actions/1';
const WHERE = {
  team: { id: 'T1' },
  channel: { id: 'C1', name: 'c' },
  user: { id: 'U1', name: 'mina', team_id: 'T1' },
};

const press = (action: object) => ({
  ...{ type: 'block_actions', ...WHERE, response_url: HOOK, trigger_id: '1.1', token: 't', api_app_id: 'A1' },
  ...{
    container: { type: 'message', message_ts: '1.1', channel_id: 'C1' },
    actions: [{ block_id: 'b', action_ts: '1', ...action }],
  },
});
const event = (inner: object) => ({
  ...{
    type: 'event_callback',
    team_id: 'T1',
    api_app_id: 'A1',
    event_time: 1_755_831_600,
    token: 't',
    event: inner,
  },
});
const reaction = {
  user: 'U1',
  reaction: '+1',
  item_user: 'UBOT',
  item: { type: 'message', channel: 'C1', ts: '1.1' },
  event_ts: '1.2',
};
const EVENTS = [
  ...['reaction_added', 'reaction_removed'].map((type) => event({ type, ...reaction })),
  ...['channel_deleted', 'group_left', 'channel_archive', 'channel_unarchive'].map((type) =>
    event({ type, channel: 'C1' }),
  ),
  ...['member_joined_channel', 'member_left_channel'].map((type) =>
    event({ type, channel: 'C1', user: 'UBOT' }),
  ),
  ...[event({ type: 'app_uninstalled' }), event({ type: 'tokens_revoked', tokens: { bot: [], oauth: [] } })],
  { type: 'url_verification', challenge: 'c', token: 't' },
];
const command = (words: string) => ({
  ...{ command: '/paper', text: words, team_id: 'T1', channel_id: 'C1', user_id: 'U1', user_name: 'mina' },
  ...{ response_url: HOOK, trigger_id: '1.1', token: 't', api_app_id: 'A1', ssl_check: '' },
});

/** Valid payloads as Slack sends them, with random user input. */
export const genuine = fc.oneof(
  { weight: 3, arbitrary: line.map((it) => ({ as: 'form', payload: command(it.slice(7)) })) },
  {
    weight: 3,
    arbitrary: line.map((it) => ({
      as: 'payload',
      payload: press({ type: 'button', action_id: 'line:0', value: it }),
    })),
  },
  {
    weight: 1,
    arbitrary: text.map((it) => ({
      as: 'payload',
      payload: press({
        type: 'external_select',
        action_id: 'pick:subscribe:fields',
        selected_option: { value: it },
      }),
    })),
  },
  {
    weight: 1,
    arbitrary: text.map((value) => ({
      as: 'payload',
      payload: {
        type: 'block_suggestion',
        ...WHERE,
        action_id: 'pick:subscribe:fields',
        block_id: 'b',
        value,
        token: 't',
      },
    })),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom(...EVENTS).map((payload) => ({ as: 'json', payload: payload as object })),
  },
);

export function encode(as: string, payload: unknown): string {
  const json = toJson(payload);
  if (as === 'json') return json;
  const fields = as === 'payload' ? { payload: json } : typeof payload === 'object' ? payload : {};
  const words = Object.entries(fields ?? {}).map(([name, value]) => [
    name,
    typeof value === 'string' ? value : toJson(value),
  ]);
  return new URLSearchParams(Object.fromEntries(words)).toString();
}

export const typeOf = (as: string): string =>
  as === 'json' ? 'application/json' : 'application/x-www-form-urlencoded';
