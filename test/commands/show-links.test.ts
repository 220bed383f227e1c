import { expect, test } from 'vitest';
import { showWording } from '../../src/i18n/ko/search.ts';
import { OLD, PAPER_LINKS } from '../fixtures/paper-links.ts';
import { makePaper } from '../fixtures/papers.ts';
import { createHarness, labelsOf, papersOf, textOf } from './harness.ts';

const ids = [...new Set(PAPER_LINKS.flatMap(({ id }) => id ?? []))];

/** Returns the paper that each text shows. */
async function read(
  ask: (text: string) => Promise<{ readonly cards: Parameters<typeof papersOf>[0]['cards'] }>,
) {
  const shown = [];
  for (const { text } of PAPER_LINKS) {
    const [id = null] = papersOf({ cards: (await ask(text)).cards, buttons: [] });
    shown.push({ text, id });
  }
  return shown;
}

test('a pasted text shows the one paper that it names', async () => {
  const { ask } = await createHarness(ids.map((id) => makePaper({ id })));
  expect(await read((text) => ask({ command: 'show', values: { paper: text } }))).toEqual(PAPER_LINKS);
  // Slack and the web page send lines.
  expect(await read((text) => ask(`/논문 보기 ${text}`))).toEqual(PAPER_LINKS);
});

test('several papers in a text are offered, and nothing is requested', async () => {
  const { ask, press, parts } = await createHarness([makePaper({ id: '2409.01234' })]);
  parts.source.paper = () => expect.unreachable();
  const answer = await ask('/paper show 2409.01234v1 2503.02130 arXiv:2409.01234');
  expect(textOf(answer)).toEqual([showWording.whichPaper]);
  expect(labelsOf(answer)).toEqual(['2409.01234', '2503.02130']);
  expect(papersOf(await press(answer, '2409.01234'))).toEqual(['2409.01234']);
});

test('a paper with an old id is requested; if Hugging Face does not have it, the answer says why', async () => {
  const { ask, others } = await createHarness([]);
  others[OLD] = makePaper({ id: OLD });
  expect(papersOf(await ask(`/paper show ${OLD}v2`))).toEqual([OLD]);
  expect(textOf(await ask('/paper show cs.CL/0011018'))).toEqual([showWording.tooOld('cs/0011018')]);
});
