import type { ServerResponse } from 'node:http';
import { describe, expect, test } from 'vitest';

import { REFRESHES } from '../../src/domain/edition/refresh-step.ts';
import { cardWording } from '../../src/i18n/ko/card.ts';
import { DAY as DAY_MS, HOUR } from '../../src/lib/duration.ts';
import { errorReply } from '../emulators/openai.ts';
import {
  type Asked,
  edition,
  honest,
  openScene,
  PAPERS,
  right,
  says,
  saysGood,
  type Told,
  type Way,
} from './llm-trouble-harness.ts';

const [FIRST] = REFRESHES;
/** Three papers: Discord allows only three edits of messages older than an hour, which is tested elsewhere. */
const FEW = PAPERS.slice(0, 3);
const FEW_ONLY = { DIGEST_COUNT: String(FEW.length) };
const SECOND = 1_000;
const json = ({ paper }: Asked) => JSON.stringify(paper.good);
/** Returns a valid answer with other texts. */
const withTexts = ({ paper }: Asked, texts: object) => says(JSON.stringify({ ...paper.good, ...texts }));

/** Returns a `Way` that misbehaves differently for each paper. */
const each =
  (...manners: readonly ((asked: Asked) => ReturnType<Way>)[]): Way =>
  (asked) =>
    manners[asked.index % manners.length]?.(asked);
/** Returns a `Way` that misbehaves only in the first answer for a paper; the repair is good. */
const once =
  (way: Way): Way =>
  (asked) =>
    asked.isRepair ? saysGood(asked) : way(asked);

const badJson = each(
  (asked) => says(json(asked).slice(0, json(asked).indexOf('"fields"'))),
  ({ paper: { good } }) => says(JSON.stringify([good.summary, good.easy])),
  ({ paper: { good } }) => says(JSON.stringify({ title: '등대', 요약: good.summary, fields: good.fields })),
  ({ paper: { good } }) => says(`요약: ${good.summary}\n쉬운설명: ${good.easy}`),
);
const oddJson = each(
  (asked) => says(json(asked).slice(0, -3)),
  (asked) => says(json(asked).replaceAll('"', "'")),
  ({ paper: { good } }) =>
    says(JSON.stringify([{ 요약: good.summary, '쉬운 설명': good.easy, 관련분야: good.fields }])),
  (asked) =>
    says([
      { type: 'thinking', thinking: 'Hm {' },
      { type: 'text', text: json(asked) },
    ] as never),
);
const fences = each(
  (asked) => says(`\`\`\`json\n${json(asked)}\n\`\`\``),
  (asked) => says(`\`\`\`\n${json(asked)}\n\`\`\``),
  (asked) => says(`다음은 요약입니다.\n\n\`\`\`json\n${json(asked)}\n\`\`\``),
  (asked) => says(`\`\`\`json\n${json(asked)}\n\`\`\`\n\n더 필요한 것이 있으면 말씀해 주세요.`),
);
const thoughts = each(
  (asked) => says(`<think>\nThe keeper asks a lamp.\n</think>\n\n${json(asked)}`),
  (asked) => says(`<think>Maybe {"summary": "나쁜 초안입니다."}?</think>${json(asked)}`),
  // The chat template has already opened the tag.
  (asked) => says(`They want Korean {"summary": ...}.\n</think>\n\n\`\`\`json\n${json(asked)}\n\`\`\``),
  (asked) => says(null, 'stop', { reasoning_content: `<think>Hm.</think>${json(asked)}` }),
);
/** Reasoning that never ends. */
const endlessThoughts = each(
  () => says('<think>Let me look at the abstract again. The lamp is asked'),
  (asked) => says(`<think>A draft: ${json(asked).slice(0, 200)}`, 'length'),
  () => says(null, 'stop', { reasoning_content: 'First I have to find out what a lamp is.' }),
  () => says('<think>생각 중입니다.</think>'),
);
const refusals = each(
  () => says(null, 'stop', { refusal: 'I cannot help with that.' }),
  () => says('', 'content_filter'),
  () => says("I'm sorry, but I can't summarize this paper."),
  (asked) =>
    withTexts(asked, {
      summary: `죄송합니다. 이 요청은 도와드릴 수 없습니다. ${asked.paper.good.summary}`,
    }),
);
const truncation = each(
  (asked) => says(json(asked).slice(0, 150), 'length'),
  () => says('', 'length'),
  // Here the server does not report the truncation.
  (asked) => says(json(asked).slice(0, 150)),
  (asked) => withTexts(asked, { summary: asked.paper.good.summary.slice(0, -20) }),
);
const wrongLanguage = each(
  (asked) =>
    withTexts(asked, {
      summary: `Small models lose their way in fog. ${asked.paper.abstract} They sail on to seas they never saw.`,
      easy: 'Like a ship that looks for a lighthouse, the model asks for help only where it has to, and sails on.',
    }),
  (asked) =>
    withTexts(asked, {
      summary: '小模型在雾中容易迷失方向，一直询问灯塔又太耗费时间。'.repeat(4),
      easy: '就像在黑暗的海上看着灯塔找路的船一样，小模型只在需要的时候才请求帮助。'.repeat(2),
    }),
  (asked) =>
    withTexts(asked, {
      easy: '暗い海で灯台を見て道を探す船のように、必要なときだけ助けを求めます。'.repeat(2),
    }),
  (asked) =>
    withTexts(asked, {
      summary: `${asked.paper.good.summary} The model gets lost less often in every sea that was tried.`,
    }),
);

/** Returns a `Way` that rejects requests with one of these `response_format`s, with `status`. */
const refuses =
  (status: number, ...formats: readonly string[]): Way =>
  (asked) =>
    formats.includes(asked.request.response_format?.type ?? '')
      ? errorReply(status, "'response_format.type' is not supported")
      : saysGood(asked);

/** Sends the headers of a response, then calls `go`, which can write its body. */
const beginning = (go: (response: ServerResponse) => void) => (response: ServerResponse) => {
  response.writeHead(200, { 'content-type': 'application/json' });
  go(response);
};
const hanging = each(
  () => () => {},
  () => beginning((response) => response.flushHeaders()),
  (asked) => beginning((response) => response.write(JSON.stringify(saysGood(asked)?.body).slice(0, 200))),
  () => (response) => response.socket?.write('HTTP/1.1 200 OK\r\n'),
);
/** Writes a piece every 40 ms until the connection is closed. */
function drip(response: ServerResponse, write: (count: number) => void): void {
  let count = 0;
  const timer = setInterval(() => write(count++), 40);
  response.once('close', () => clearInterval(timer));
}
const slowDrip = each(
  (asked) =>
    beginning((response) => {
      const text = JSON.stringify(saysGood(asked)?.body);
      drip(response, (count) => response.write(text.charAt(count) || ' '));
    }),
  // Some servers send whitespace to keep the connection alive during reasoning.
  () => beginning((response) => drip(response, () => response.write('\n'))),
  (asked) =>
    beginning((response) => {
      response.write(JSON.stringify(saysGood(asked)?.body));
      drip(response, () => response.write(' '));
    }),
  () => (response) => {
    response.socket?.write('HTTP/1.1 200 OK\r\n');
    drip(response, (count) => response.socket?.write(`x-wait-${count}: 1\r\n`));
  },
);

describe.concurrent('a faulty model', () => {
  // This test starts first because it is the slowest: it waits for a heartbeat.
  test('that recovers while the bot runs has its cards edited by a later heartbeat', async (context) => {
    const scene = await openScene(context, truncation, FEW_ONLY);
    await scene.start();
    await scene.delivered();
    expect(scene.cards()).toEqual(edition(FEW.map((paper) => honest(paper))));
    const ids = scene.ids();
    scene.model.way = undefined;
    scene.advance(HOUR);
    await scene.refreshed(2);
    expect(scene.cards()).toEqual(edition(FEW.map((paper) => right(paper, true))));
    expect(scene.ids()).toEqual(ids);
    scene.isClean();
  });

  test.for<[string, Way]>([
    ['code fences', fences],
    ['thoughts in front of the answer', thoughts],
    ['JSON that is nearly right', oddJson],
    ['a schema that is refused', refuses(400, 'json_schema')],
    ['a schema and JSON mode that are refused', refuses(422, 'json_schema', 'json_object')],
    ['bad JSON that is repaired', once(badJson)],
    ['endless thoughts that are repaired', once(endlessThoughts)],
    ['truncation that is repaired', once(truncation)],
    ['a wrong language that is repaired', once(wrongLanguage)],
  ])('with a tolerable fault has correct cards immediately: %s', async ([what, way], context) => {
    const scene = await openScene(context, way);
    await scene.start();
    await scene.delivered();
    expect(scene.cards()).toEqual(edition(PAPERS.map((paper) => right(paper))));
    const repairs = scene.model.asked.filter(({ isRepair }) => isRepair).map(({ paper }) => paper.id);
    expect(repairs.sort()).toEqual(what.endsWith('repaired') ? PAPERS.map(({ id }) => id) : []);
    scene.isClean();
  });

  test.for<[string, Way, Record<string, string>?]>([
    ['bad JSON', badJson],
    ['endless thoughts', endlessThoughts],
    ['refusals', refusals],
    ['truncation', truncation],
    ['a wrong language', wrongLanguage],
    ['hanging', hanging, { OPENAI_TIMEOUT: '1' }],
    ['a slow drip', slowDrip, { OPENAI_TIMEOUT: '1' }],
  ])(
    'whose answers are unusable has none of them shown, and its cards are edited once it recovers: %s',
    async ([, way, env], context) => {
      const scene = await openScene(context, way, env);
      await scene.start();
      await scene.delivered();
      expect(scene.cards()).toEqual(edition(PAPERS.map((paper) => honest(paper))));
      const ids = scene.ids();

      scene.model.way = undefined;
      await scene.restart(FIRST.after);
      await scene.refreshed(1);
      expect(scene.cards()).toEqual(edition(PAPERS.map((paper) => right(paper, true))));
      expect(scene.ids()).toEqual(ids);
      scene.isClean();
    },
  );

  test('that hangs for longer than a card waits does not hold up the edition', async (context) => {
    const scene = await openScene(context, hanging);
    const { discord, model } = scene;
    await scene.start();
    // The others wait to see which answer format the server takes.
    await discord.until(() => model.asked.length === 1);
    scene.advance(90 * SECOND);
    await scene.delivered();
    expect(scene.cards()).toEqual(edition(PAPERS.map((paper) => honest(paper))));
    const ids = scene.ids();

    model.way = undefined;
    await scene.restart(FIRST.after);
    await scene.refreshed(1);
    expect(scene.cards()).toEqual(edition(PAPERS.map((paper) => right(paper, true))));
    expect(scene.ids()).toEqual(ids);
    scene.isClean();
  });

  test('that sends 429 for two minutes gets no requests in the meantime, and its later answers are used', async (context) => {
    const scene = await openScene(context, () =>
      errorReply(429, 'Rate limit reached', 'rate_limit_exceeded', { 'retry-after': '120' }),
    );
    const { discord, model, log } = scene;
    const waits = () =>
      log.lines.filter(({ fields }) => fields.error === 'The model server answered 429: rate limited');
    await scene.start();
    await discord.until(() => waits().length === 1);
    model.way = undefined;
    scene.advance(90 * SECOND);
    await scene.delivered();
    expect(scene.cards()).toEqual(edition(PAPERS.map((paper) => honest(paper))));
    expect(model.asked).toHaveLength(1);
    const ids = scene.ids();

    scene.advance(30 * SECOND);
    const isKept = ({ sentence }: { sentence: string }) => sentence === 'Summarised a paper';
    await discord.until(() => log.lines.filter(isKept).length === PAPERS.length);
    await scene.restart(FIRST.after);
    await scene.refreshed(1);
    expect(scene.cards()).toEqual(edition(PAPERS.map((paper) => right(paper, true))));
    expect(scene.ids()).toEqual(ids);
    expect(model.asked).toHaveLength(1 + PAPERS.length);
    scene.isClean();
  });

  test('with a different fault for each paper only loses the affected summaries, and keeps the order', async (context) => {
    const ways = [hanging, fences, refusals, once(badJson)];
    const scene = await openScene(context, (asked) => ways[asked.index]?.({ ...asked, index: 0 }), {
      OPENAI_TIMEOUT: '1',
    });
    await scene.start();
    await scene.delivered();
    const [first, second, third, fourth] = PAPERS as [Told, Told, Told, Told];
    expect(scene.cards()).toEqual(edition([honest(first), right(second), honest(third), right(fourth)]));
    const ids = scene.ids();

    scene.model.way = undefined;
    await scene.restart(FIRST.after);
    await scene.refreshed(1);
    expect(scene.cards()).toEqual(
      edition([right(first, true), right(second), right(third, true), right(fourth)]),
    );
    expect(scene.ids()).toEqual(ids);
    scene.isClean();
  });

  test('that is still unhealthy ten minutes later gets another request after an hour', async (context) => {
    const scene = await openScene(context, badJson, FEW_ONLY);
    await scene.start();
    await scene.delivered();
    await scene.restart(FIRST.after);
    await scene.refreshed(1, FEW.length);
    expect(scene.cards()).toEqual(edition(FEW.map((paper) => honest(paper))));
    const ids = scene.ids();

    scene.model.way = undefined;
    await scene.restart(HOUR);
    await scene.refreshed(2);
    expect(scene.cards()).toEqual(edition(FEW.map((paper) => right(paper, true))));
    expect(scene.ids()).toEqual(ids);
    scene.isClean();
  });

  test('that is unhealthy for a day leaves cards that promise nothing more', async (context) => {
    const scene = await openScene(context, wrongLanguage, FEW_ONLY);
    await scene.start();
    await scene.delivered();
    const ids = scene.ids();
    await scene.restart(DAY_MS);
    await scene.refreshed(REFRESHES.length, FEW.length);
    expect(scene.cards()).toEqual(
      edition(FEW.map((paper) => honest(paper, cardWording.noSummaryForGood, true))),
    );
    expect(scene.ids()).toEqual(ids);
    scene.isClean();
  });

  test('whose bad answers use up the daily tokens gets no more requests; the cards say so and are edited the day after', async (context) => {
    const most = 1_000 * FEW.length;
    const scene = await openScene(context, badJson, {
      ...FEW_ONLY,
      OPENAI_MAX_DAILY_TOKENS: String(most),
    });
    await scene.start();
    await scene.delivered();
    const ids = scene.ids();
    const { length: asked } = scene.model.asked;

    scene.model.way = undefined;
    await scene.restart(FIRST.after);
    await scene.refreshed(1, FEW.length);
    expect(scene.cards()).toEqual(
      edition(FEW.map((paper) => honest(paper, cardWording.summariesSpent, true))),
    );
    expect(scene.model.asked).toHaveLength(asked);
    await scene.restart(DAY_MS);
    await scene.refreshed(REFRESHES.length);
    expect(scene.cards()).toEqual(edition(FEW.map((paper) => right(paper, true))));
    expect(scene.ids()).toEqual(ids);
    scene.isClean();
  });

  test('whose daily tokens are used up gets no more requests; the other cards say so and are edited the day after', async (context) => {
    // This limit is enough for two papers.
    const env = { OPENAI_MAX_DAILY_TOKENS: '1500', OPENAI_CONCURRENCY: '1' };
    const scene = await openScene(context, undefined, env);
    await scene.start();
    await scene.delivered();
    const [summarised, others] = [PAPERS.slice(0, 2), PAPERS.slice(2)];
    expect(scene.cards()).toEqual(
      edition([
        ...summarised.map((paper) => right(paper)),
        ...others.map((paper) => honest(paper, cardWording.summariesSpent)),
      ]),
    );
    expect(scene.model.asked).toHaveLength(summarised.length);
    const ids = scene.ids();

    // The budget is still used up.
    await scene.restart(FIRST.after);
    await scene.refreshed(1, others.length);
    expect(scene.model.asked).toHaveLength(summarised.length);
    await scene.restart(DAY_MS);
    await scene.refreshed(REFRESHES.length);
    expect(scene.cards()).toEqual(
      edition([...summarised.map((paper) => right(paper)), ...others.map((paper) => right(paper, true))]),
    );
    expect(scene.ids()).toEqual(ids);
    scene.isClean();
  });
});
