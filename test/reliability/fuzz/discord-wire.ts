import type { replyToDiscord } from '../../../src/render/discord.ts';
import { createForm, isObject } from '../../emulators/discord/form.ts';
import { checkChoices } from '../../emulators/discord/validate-choices.ts';
import { checkMessage } from '../../emulators/discord/validate-message.ts';
import { CHANNEL, GUILD, INTERACTION_TOKEN, MEMBER, MESSAGE, world } from './discord-packets.ts';
import { mustSuitDiscord } from './shown.ts';
import { must } from './target.ts';

export const INTERACTION = '500000000000000001';
const SNOWFLAKE = /^\d{17,20}$/;
/** Allowed responses by interaction type (interactions/receiving-and-responding, "Interaction Callback Type"). */
const RESPONSES: Readonly<Record<number, readonly number[]>> = { 2: [4, 5], 3: [4, 5, 6, 7], 4: [8] };

/** Simulates Discord's REST API in this process: answers as Discord would, and records what Discord would refuse. */
export function createWire() {
  const wire = {
    /** Requests that Discord would refuse, or that must not be sent. */
    wrong: [] as Error[],
    /** Bodies that members see, including the choices of a completion. */
    said: [] as object[],
    /** The type of the current interaction; 0 if there is none. */
    type: 0,
    isAcknowledged: false,
    reset(type: number) {
      wire.wrong.length = wire.said.length = 0;
      Object.assign(wire, { type, isAcknowledged: false });
    },
    /** Implements discord.js's option `makeRequest`. */
    async request(url: string, init: object): Promise<Response> {
      const { method = 'GET', body } = init as { method?: string; body?: unknown };
      const path = new URL(url).pathname.replace(/^\/api\/v\d+/, '');
      try {
        must(!(body instanceof FormData), 'a file');
        const [status, answer] = respond(method, path, typeof body === 'string' ? JSON.parse(body) : null);
        return answer === null ? new Response(null, { status }) : Response.json(answer, { status });
      } catch (error) {
        wire.wrong.push(error as Error);
        return fail(400, 50035);
      }
    },
  };
  const fail = (status: number, code: number) => Response.json({ code, message: `code ${code}` }, { status });

  function respond(method: string, path: string, body: unknown): [number, object | null] {
    const [kind, ...rest] = path.slice(1).split('/').map(decodeURIComponent);
    must(!JSON.stringify(body).includes('secret-of-the'), 'a secret is told', body);
    if (kind === 'interactions') return acknowledge(rest, body);
    if (kind === 'webhooks') return answer(method, rest, body);
    if (path === '/users/@me/guilds') return [200, [{ id: GUILD }]];
    if (path === `/guilds/${GUILD}/roles`) return [200, []];
    if (path === `/guilds/${GUILD}/members/${world.botId}`) return [200, { roles: [] }];
    must(kind === 'channels', 'a route that nothing here needs', `${method} ${path}`);
    if (!SNOWFLAKE.test(rest[0] ?? '') || !SNOWFLAKE.test(rest[2] ?? ''))
      return [400, { code: 50035, message: 'x' }];
    if (rest[0] !== CHANNEL) return [404, { code: 10003, message: 'Unknown Channel' }];
    if (method === 'PUT') return [204, null];
    if (rest[3] === 'reactions') return [200, [{ id: MEMBER }, { id: world.botId, bot: true }]];
    return [200, { ...MESSAGE, reactions: [{ emoji: { id: null, name: '👍' }, count: 2, me: true }] }];
  }

  function acknowledge([id, token]: string[], body: unknown): [number, object | null] {
    if (id !== INTERACTION || token !== INTERACTION_TOKEN)
      return [404, { code: 10062, message: 'Unknown interaction' }];
    must(!wire.isAcknowledged, 'acknowledged twice');
    must(
      isObject(body) && RESPONSES[wire.type]?.includes(Number(body.type)),
      'a response of a wrong type',
      body,
    );
    const data = isObject(body.data) ? body.data : {};
    if (body.type === 8) {
      const form = createForm();
      must(Array.isArray(data.choices) && data.choices.length <= 25, 'more choices than 25', data);
      checkChoices(form, ['data', 'choices'], data.choices, 3);
      form.done();
      wire.said.push(data);
    } else must((Number(data.flags ?? 0) & ~64) === 0, 'a deferral takes no other flag', data);
    wire.isAcknowledged = true;
    return [204, null];
  }

  function answer(method: string, [app, token]: string[], body: unknown): [number, object | null] {
    if (app !== world.applicationId || token !== INTERACTION_TOKEN)
      return [404, { code: 10015, message: 'Unknown Webhook' }];
    must(wire.isAcknowledged, 'an answer before the acknowledgement', body);
    checkMessage(body, { use: method === 'PATCH' ? 'edit-response' : 'follow-up' });
    const message = body as ReturnType<typeof replyToDiscord> & {
      allowed_mentions?: object;
      content?: string;
    };
    must(JSON.stringify(message.allowed_mentions) === '{"parse":[]}', 'mentions may fire', message);
    must(!message.content, 'text outside of cards', message);
    mustSuitDiscord({ embeds: message.embeds, components: message.components }, 'edit-response');
    wire.said.push(message);
    return [200, MESSAGE];
  }
  return wire;
}
