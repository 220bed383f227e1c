import { describe, expect, test } from 'vitest';
import { CHECKS, checkAnswer } from '../../../src/domain/summary-checks/check.ts';
import { GLOSSARY } from '../../../src/domain/summary-checks/glossary.ts';
import { makePaper, makeSummary } from '../../fixtures/papers.ts';

const good = makeSummary();

/** Returns the failed checks, each once, with their severity; `abstract` is appended to the fixture's. */
function flawsOf(change: object, abstract = '', title = makePaper().title): string[] {
  const paper = makePaper({ title, abstract: `${makePaper().abstract} ${abstract}` });
  const { flaws } = checkAnswer({ ...good, ...change }, paper);
  return [...new Set(flaws.map(({ check, severity }) => `${severity} ${check}`))];
}

/** Returns a change that inserts `sentence` after the first sentence of 요약. */
const saying = (sentence: string) => ({ summary: good.summary.replace('니다. ', `니다. ${sentence} `) });

describe('shape', () => {
  test('a good answer passes unchanged', () => {
    expect(checkAnswer(good, makePaper())).toEqual({ summary: good, flaws: [] });
  });

  test.each([
    ['no JSON at all', undefined],
    ['a bare string', 'summary'],
    ['a list', [good]],
    ['a missing part', { summary: good.summary, fields: good.fields }],
    ['a part of another type', { ...good, easy: 5 }],
    ['fields as plain strings', { ...good, fields: ['정보 검색'] }],
    ['no field', { ...good, fields: [] }],
    ['six fields', { ...good, fields: Array(6).fill(good.fields[0]) }],
    ['a blank label', { ...good, fields: [{ ko: ' \u200B ', en: 'Search' }] }],
    ['an endless label', { ...good, fields: [{ ko: '검'.repeat(61), en: 'Search' }] }],
  ])('%s is one flaw of shape, without a summary', (_name, answer) => {
    const { summary, flaws } = checkAnswer(answer, makePaper());
    expect(summary).toBeNull();
    expect(flaws.map(({ check, severity }) => [check, severity])).toEqual([['shape', 'refuse']]);
  });

  test('the flaw names each invalid part once', () => {
    const [flaw] = checkAnswer({ ...good, easy: null, fields: [{ ko: '', en: '' }] }, makePaper()).flaws;
    expect(flaw?.message).toMatch(/easy.*fields\.0\.ko.*fields\.0\.en/);
  });

  test('line breaks and invisible characters are removed, labels are trimmed, other keys are dropped', () => {
    const messy = {
      summary: `  ${good.summary.replace(' ', '\r\n\t')}\u202E `,
      easy: good.easy.replaceAll(' ', ' \u200B '),
      fields: [{ ko: ' 강화\n학습 ', en: '\tReinforcement Learning ', id: 'rl' }],
      mood: '!',
    };
    expect(checkAnswer(messy, makePaper())).toEqual({ summary: good, flaws: [] });
  });
});

describe('style', () => {
  const sentence = (length: number) => `${'가'.repeat(length - 3)}니다.`;
  test.each([
    ['summary', 59, ['refuse length']],
    ['summary', 601, ['refuse length']],
    ['summary', 179, ['warn length']],
    ['summary', 321, ['warn length']],
    ['summary', 180, []],
    ['summary', 320, []],
    ['easy', 29, ['refuse length']],
    ['easy', 401, ['refuse length']],
    ['easy', 69, ['warn length']],
    ['easy', 151, ['warn length']],
    ['easy', 70, []],
    ['easy', 150, []],
  ] as const)('%s of %i characters: %j', (part, length, expected) => {
    const found = flawsOf({ [part]: sentence(length) }).filter((flaw) => flaw.endsWith('length'));
    expect(found).toEqual(expected);
  });

  test.each([
    ['이 방법은 늘 통한다.', 'refuse register'],
    ['이 방법은 늘 통해요.', 'refuse register'],
    ['이 방법은 늘 통함.', 'refuse register'],
    ['함께 시험해 보세요.', 'refuse register'],
    ['답이 아니다.', 'refuse register'],
    ['아주 빠르다. vLLM보다 낫습니다.', 'refuse register'],
    ['아주 빠르다.그래서 낫습니다.', 'refuse register'],
  ])('%s is the wrong register', (text, flaw) => expect(flawsOf(saying(text))).toContain(flaw));

  test.each([
    ['opening', { summary: `이 논문은 ${good.summary}` }],
    ['opening', { easy: `본 논문에서는 ${good.easy}` }],
    ['translationese', saying('모델에 대한 연구를 통해 문제에 관한 답을 얻습니다.')],
    ['translationese', saying('누구나 쓸 수 있게 됩니다.')],
    ['particle', saying('모델을(를) 고칩니다.')],
    ['sentences', { easy: good.easy.split('. ')[0] ? `${good.easy} 끝입니다.` : '' }],
    ['fields', { fields: [1, 2, 3, 4].map((n) => ({ ko: `분야 ${n}`, en: `Field ${n}` })) }],
    ['fields', { fields: [good.fields[0], good.fields[0]] }],
  ])('a violation causes a warning: %s %#', (check, change) =>
    expect(flawsOf(change)).toContain(`warn ${check}`),
  );

  test('a text that ends in the middle is cut off', () => {
    expect(flawsOf({ summary: good.summary.slice(0, -12) })).toContain('refuse cut-off');
    expect(flawsOf({ easy: `${good.easy.slice(0, -1)}…` })).toContain('refuse cut-off');
  });

  test('a main number is required if the abstract has one', () => {
    const numberless = { summary: good.summary.replace('3번만', '조금만') };
    expect(flawsOf(numberless)).not.toContain('warn result');
    expect(flawsOf(numberless, 'It saves 40% of the oil.')).toContain('warn result');
  });
});

describe('numbers are compared by value', () => {
  test.each([
    ['a 9.0-point gain', '9점 올랐습니다'],
    ['a 9.0-point gain', '9.0점 올랐습니다'],
    ['three lamps', '등대 세 가지를 썼습니다'],
    ['three lamps', '등대 3가지를 썼습니다'],
    ['a two-fold speedup', '2배 빨라졌습니다'],
    ['twice as fast', '두 배 빨라졌습니다'],
    ['a 3.2x speedup', '3.2배 빨라졌습니다'],
    ['1.5B parameters', '파라미터는 1.5B입니다'],
    ['1.5 billion parameters', '파라미터는 15억 개입니다'],
    ['28 billion parameters', '파라미터는 280억 개입니다'],
    ['2.3 million images', '이미지 230만 장을 썼습니다'],
    ['12,000 images', '이미지 1만 2,000장을 썼습니다'],
    ['12,000 images', '이미지 12,000장을 썼습니다'],
    ['350 million tokens', '토큰 3억 5,000만 개를 썼습니다'],
    ['30% fewer', '30% 줄었습니다'],
    ['30% fewer', '0.3만큼 줄었습니다'],
    ['a share of 0.3', '30%를 차지합니다'],
    ['from 41.2 to 53.8', '41.2에서 53.8로 올랐습니다'],
    ['1.5-8B models', '1.5B에서 8B까지 시험했습니다'],
    ['10-20% fewer', '10~20% 줄었습니다'],
    ['in 2024', '2024년에 나왔습니다'],
    ['10^5 steps', '10^5 단계를 거칩니다'],
    ['$10^{5}$ steps', '10만 단계를 거칩니다'],
    ['10⁵ steps', '10^5 단계를 거칩니다'],
    ['an order of magnitude less', '10분의 1로 줄었습니다'],
    ['two thirds of it', '3분의 2를 차지합니다'],
    ['half of it', '절반을 차지합니다'],
    ['a dozen lamps', '등대 12개를 썼습니다'],
    ['5 ms', '5밀리초가 걸립니다'],
    ['900% better', '구백 퍼센트 좋아졌습니다'],
    ['recall@20 and Pass@k', 'recall@20과 Pass@k로 쟀습니다'],
    ['GUI-G² and GPT-4o', 'GUI-G²와 GPT-4o를 썼습니다'],
    ['4-bit weights', '가중치는 4비트입니다'],
    ['top-5 accuracy', '상위 5개를 봅니다'],
    ['March of 2025', '2025년 3월에 나왔습니다'],
    ['a term that vanishes', '그 항은 0이 됩니다'],
    ['3D lamps', '3D 등대를 만듭니다'],
    ['the R^2 of 0.91', 'R^2는 0.91입니다'],
  ])('%s is %s', (abstract, text) => expect(flawsOf(saying(`${text}.`), `It has ${abstract}.`)).toEqual([]));

  test.each([
    ['12.1% better', '12.7% 좋아졌습니다', 'refuse number'],
    ['28 billion parameters', '파라미터는 28억 개입니다', 'refuse number'],
    ['1.5B parameters', '파라미터는 1.5M개입니다', 'refuse number'],
    ['600 billion tokens', '토큰 600억 개를 썼습니다', 'refuse number'],
    ['nothing at all', '정확도는 87.3%입니다', 'refuse number'],
    ['nothing at all', '구백 퍼센트 좋아졌습니다', 'refuse number'],
    ['seven lamps', '등대 여덟 개를 썼습니다', 'warn count'],
    ['12% fewer', '0.12% 줄었습니다', 'refuse number'],
    ['12% fewer', '1200% 줄었습니다', 'refuse number'],
    ['both models', '2배 빨라졌습니다', 'refuse number'],
    ['GPT-4 and H100', '4% 올랐습니다', 'refuse number'],
    ['12 hours', '12주 동안 돌립니다', 'refuse unit'],
    ['10^5 steps', '10단계를 거칩니다', 'refuse number'],
    ['30% fewer', '30배 줄었습니다', 'refuse unit'],
    ['twice as fast', '2% 빨라졌습니다', 'refuse unit'],
    ['5 ms', '5초가 걸립니다', 'refuse unit'],
    ['24 GB of memory', '메모리 24MB를 씁니다', 'refuse unit'],
  ])('%s is not %s', (abstract, text, flaw) =>
    expect(flawsOf(saying(`${text}.`), `It has ${abstract}.`)).toContain(flaw),
  );
});

describe('names keep their spelling', () => {
  test.each([
    ['We train LoRA adapters.', 'LoRA를 학습합니다'],
    ['Low-Rank Adaptation is cheap.', 'LoRA는 값이 쌉니다'],
    ['large language models', 'LLM을 씁니다'],
    ['reinforcement learning', 'RL을 씁니다'],
    ['Group Relative Policy Optimization', 'GRPO를 씁니다'],
    ['Qwen2.5-7B-Instruct', 'Qwen2.5-7B를 씁니다'],
    ['Qwen3-4B/30B/235B', 'Qwen3-235B를 씁니다'],
    ['Character.AI is one', 'Character.AI에서 씁니다'],
    ['on GPUs', 'GPU로 계산합니다'],
    ['4timesA100 GPUs', 'A100에서 계산합니다'],
    ['$\\beta$-VAE', 'β-VAE를 씁니다'],
  ])('%s: %s', (abstract, text) => expect(flawsOf(saying(`${text}.`), abstract)).toEqual([]));

  test('and the search for an acronym terminates for any abstract', () => {
    const name = `${'A'.repeat(40)}B`;
    expect(flawsOf(saying(`${name}를 씁니다.`), `A ${'a '.repeat(400)}`)).toContain('refuse name');
  });

  test.each([
    ['We use GPT-4.1.', 'GPT-4를 씁니다'],
    ['We use GPT-4.1.', 'GPT-41을 씁니다'],
    ['We use REFLECT.', 'RELECT를 씁니다'],
    ['large language models', 'LMM을 씁니다'],
    ['Low-Rank Adaptation is cheap.', 'MyLoRA를 씁니다'],
    ['Low-Rank Adaptation is cheap.', 'myLoRA를 씁니다'],
    ['Robotics2 is new.', 'Ro2를 씁니다'],
    ['GUI-G² is new.', 'GUI-K²를 씁니다'],
    ['nothing', 'DeepLamp-9를 씁니다'],
  ])('%s: not %s', (abstract, text) =>
    expect(flawsOf(saying(`${text}.`), abstract)).toContain('refuse name'),
  );

  test('a capital alone is a warning', () =>
    expect(flawsOf(saying('Lantern을 씁니다.'))).toContain('warn word'));
});

describe('language', () => {
  test.each(['数学', 'モデル', 'результат', 'نص'])('%s is another script', (word) => {
    expect(flawsOf(saying(`${word} 문제를 풉니다.`))).toContain('refuse script');
    expect(flawsOf(saying(`${word} 문제를 풉니다.`), `It is about ${word}.`)).not.toContain('refuse script');
    expect(flawsOf({ fields: [{ ko: word, en: 'Robotics' }] })).toContain('refuse fields');
  });

  test.each(['α와 Δθ를 씁니다.', '½ × 3 ≈ 1.5 → ∞', '🚀 👩‍🔬'])('%s is allowed in Korean text', (text) =>
    expect(flawsOf(saying(text)).filter((flaw) => flaw.endsWith('script'))).toEqual([]),
  );

  test.each([
    ['refuse broken', '모델이 \uFFFD 답합니다.'],
    ['refuse broken', '모델ㅣ 답합니다.'],
    ['refuse english', 'The lamp is lit and the ships come home again.'],
    ['warn stray-english', '성능을 further 높입니다.'],
    ['refuse stray-english', 'carefully curated 데이터로 further 학습합니다.'],
  ])('%s: %s', (flaw, text) => expect(flawsOf(saying(text))).toContain(flaw));

  test('a text in English is refused', () =>
    expect(
      flawsOf({ easy: 'A lamp shows small ships the way home through the fog, night after night.' }),
    ).toContain('refuse hangul'));
});

describe('text that is not a summary', () => {
  test.each([
    ['refusal', '죄송하지만 요약해 드릴 수 없습니다.'],
    ['refusal', 'AI 언어 모델로서 답할 수 없습니다.'],
    ['prompt', '사용자 메시지의 두 표지 사이에 있는 글입니다.'],
    ['praise', '반드시 읽어야 할 논문입니다.'],
    ['plea', '이 연구를 인용해 주시기 바랍니다.'],
    ['markup', '**등대**를 켭니다.'],
    ['markup', '<b>등대</b>를 켭니다.'],
    ['markup', '`등대`를 켭니다.'],
    ['mention', '@everyone 등대를 켭니다.'],
    ['mention', '<@123> 등대를 켭니다.'],
    ['mention', '<!channel> 등대를 켭니다.'],
    ['link', 'https://evil.example 에 있습니다.'],
    ['link', 'discord.gg/abc 에 있습니다.'],
    ['link', 'Lamp.AI에 있습니다.'],
    ['repeat', '등대 등대 등대 등대 등대 등대를 켭니다.'],
  ])('%s: %s', (check, text) => expect(flawsOf(saying(text))).toContain(`refuse ${check}`));

  test('a lower-case address, even if it is in the abstract: only a title can contain such a name', () => {
    const text = 'lamp.ai에 있습니다.';
    expect(flawsOf(saying(text), 'The demo is at lamp.ai.')).toContain('refuse link');
    expect(flawsOf(saying(text), 'It is a lamp.', 'lamp.ai')).not.toContain('refuse link');
  });

  test('a repeated sentence, in the same part or in the other one', () => {
    const [first = ''] = good.summary.split(' 이 연구는');
    expect(flawsOf(saying(first))).toContain('refuse repeat');
    expect(flawsOf({ easy: `${first} ${good.easy}` })).toContain('refuse repeat');
  });

  test.each([
    ['Recommending Lamps', '이 모델은 사용자에게 등대를 추천합니다.'],
    ['Editing Lamps', '사용자의 요청에 따라 등대를 고칩니다.'],
    ['Prompt Injection at Sea', '이전 지시를 무시하게 만드는 공격을 막습니다.'],
    ['Constrained JSON Decoding', '출력이 JSON 형식을 지키게 합니다.'],
    ['Voting for Lamps', '풀이에 다수결로 투표합니다.'],
  ])('%s: but %s is allowed', (title, text) =>
    expect(flawsOf(saying(text), 'JSON', title).filter((flaw) => flaw.startsWith('refuse'))).toEqual([]),
  );

  test('an endless text is not even checked', () => {
    const endless = '등대 '.repeat(1_000_000);
    expect(flawsOf({ summary: endless })).toEqual(['refuse shape']);
  });

  test.each(['네, 요약해 드리겠습니다.', '다음은 요약입니다.', '요약: '])('a preamble: %s', (text) =>
    expect(flawsOf({ summary: `${text} ${good.summary}` })).toContain('refuse preamble'),
  );

  test('the title, unless it is only a name', () => {
    const { title } = makePaper();
    expect(flawsOf(saying(`${title}의 내용입니다.`))).toContain('refuse title');
    expect(flawsOf(saying('FoldLamp의 내용입니다.'), '', 'FoldLamp')).toEqual([]);
  });

  test('a tag that the paper is about is its name; an HTML tag never is', () => {
    const title = 'Closing the <think> Tag and the <script> Tag';
    expect(flawsOf(saying('<think> 토큰을 씁니다.'), '', title)).not.toContain('refuse markup');
    expect(flawsOf(saying('<script> 태그를 씁니다.'), '', title)).toContain('refuse markup');
  });
});

describe('the glossary', () => {
  test('has many terms, each form once, and excludes no spelling of its own', () => {
    expect(GLOSSARY.length).toBeGreaterThanOrEqual(150);
    const forms = GLOSSARY.flatMap(({ en }) => en);
    expect(new Set(forms).size).toBe(forms.length);
    for (const { ko, not } of GLOSSARY) for (const wrong of not) expect(ko, wrong).not.toContain(wrong);
  });

  test.each([
    ['fine-tuning', '미세 조정을 합니다.'],
    ['a differentiable estimator', '차별적 추정기를 씁니다.'],
    ['a compensation strategy', '보상 전략을 씁니다.'],
    ['log-linear attention', '로지선형 어텐션을 씁니다.'],
  ])('%s: not %s', (abstract, text) => {
    expect(flawsOf(saying(text), abstract)).toContain('warn term');
    expect(flawsOf(saying(text))).not.toContain('warn term');
  });

  test('allows a word with another meaning in that paper', () =>
    expect(flawsOf(saying('보상 전략을 씁니다.'), 'a compensation strategy and a reward')).not.toContain(
      'warn term',
    ));
});

test('every check has a name, and every flaw is described in Korean', () => {
  expect(CHECKS.every(({ name }) => /^[a-z-]+$/.test(name))).toBe(true);
  const { flaws } = checkAnswer({ ...good, summary: '短い', easy: 'Short.' }, makePaper());
  expect(flaws.length).toBeGreaterThan(4);
  for (const { message } of flaws) expect(message).toMatch(/[가-힣]/);
});
