import { hasBatchim, josa } from 'es-hangul';

/**
 * Words that end like a noun with a wrong particle, by their last two syllables: 가을 is no 가 with 을. Other words with
 * these endings have the particle that their sound does not allow.
 */
const words = (list: string) => new Set(list.split(' '));
const NOUNS = {
  을: words('가을 마을 노을 고을 개을 지을 나을 이을 부을 그을 저을 추을 너을 여을'),
  은: words('지은 나은 이은 부은 그은 저은 고은 다은 조은 가은 하은 주은 예은 시은 래은 세은 보은'),
  과: words(
    '사과 효과 초과 부과 교과 치과 외과 내과 이과 다과 제과 여과 투과 비과 대과 고과 모과 지과 아과 부과 소과 후과 주과 수과 의과 예과',
  ),
  로: words('경로 진로 통로 선로 항로 원로 근로 판로 종로 공로 광로 행로 난로 험로 입로 책로 송로 산로 각로'),
  이: words('어이 추이 구이 누이 부이'),
} as const;

/** Vowels behind which no noun ends in 이; there are many behind others: 사이, 차이, 디스플레이. */
const BEFORE_I = 'ㅡㅣㅓㅕㅜㅠㅖㅟㅢ';
const VOWELS = 'ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ';
const vowelOf = (syllable: string) => VOWELS[Math.floor((syllable.charCodeAt(0) - 0xac00) / 28) % 21] ?? '';

/** The last syllables of verb stems. 는 behind them is an ending: 있는, 않는. */
const STEMS = words(
  '있 없 않 받 찾 맞 잡 넘 맡 놓 얻 겪 섞 묶 엮 읽 잃 끊 뚫 끓 닮 옮 쌓 넣 낳 닿 덮 갚 붙 쫓 꽂 맺 잊 찢 앉 얹 닫 듣 걷 묻 믿 뜯 쏟 뻗 딛 싣 닫 컫 깎 꺾 볶 닦 낚 밝 밟 긁 늙 핥 훑 읊 굶 곪 짚 엎 뱉 맑 싶 뽑 꼽 씹 좁 눕 돕 굽 줍 씻 웃 벗 솟 짓 잇 긋 붓 낫 젓 었 았 였 겠 했 됐 렸 갔 왔 났 냈 졌 췄 켰 랐 웠 샀 봤 줬 뒀 뤘 섰 썼 앓 꿇 잖 찮 갖 늦 빼앗 앗 굳 돋 뺏 젖 짖 빚 찧 빻 닳 삶 솎 흩 듬 뿜 낡 먹 삼',
);
/** Such syllables that often end nouns, too: 품는 and 끌어안는 are verbs, 부품는 is not. */
const RARE_STEMS = words('막 적 식 남 담 감 품 심 숨 참 집 접 입 업 속 박 죽 녹 찍 안 신 금');
const LEADS_VERB = 'ㅏㅓㅕ';
const COMPOUNDS = words('뒤집 꼬집 헤집 되감 휘감 껴안 떠안 덧입 가로막');

/**
 * A word with a particle. Words that end in a consonant and 가 without being a noun with a particle, such as 평가, are too
 * many to decide 가.
 */
const WORD = /(?<![가-힣])([가-힣]{0,20}?)([가-힣])(으로|를|을|는|은|와|과|이|로)(?=[\s.,!?;:)"'”’]|$)/g;

const PAIRS = {
  를: '을/를',
  을: '을/를',
  는: '은/는',
  은: '은/는',
  와: '와/과',
  과: '와/과',
  이: '이/가',
  로: '으로/로',
  으로: '으로/로',
} as const;
type Particle = keyof typeof PAIRS;

/** Returns true if a particle cannot stand behind the syllable, and the word is no other one that ends so. */
function isWrong(before: string, last: string, particle: string): boolean {
  const isClosed = hasBatchim(last);
  const ending = last + particle;
  switch (particle) {
    case '를':
    case '와':
      return isClosed;
    case '는':
      return isClosed && !isVerb(before, last);
    case '로':
      return isClosed && !isRieul(last) && (!NOUNS.로.has(ending) || before.endsWith('환'));
    case '으로':
      return !isClosed || isRieul(last);
    case '을':
      return !isClosed && before !== '' && !NOUNS.을.has(ending);
    case '은':
      return !isClosed && before !== '' && !NOUNS.은.has(ending);
    case '과':
      return !isClosed && !NOUNS.과.has(ending);
    default:
      return !isClosed && before !== '' && BEFORE_I.includes(vowelOf(last)) && !NOUNS.이.has(ending);
  }
}

const isRieul = (syllable: string) => (syllable.charCodeAt(0) - 0xac00) % 28 === 8;

function isVerb(before: string, last: string): boolean {
  if (STEMS.has(last)) return true;
  if (!RARE_STEMS.has(last)) return false;
  const previous = before.at(-1);
  return (
    !previous ||
    COMPOUNDS.has(before.slice(-2) + last) ||
    COMPOUNDS.has(previous + last) ||
    (!hasBatchim(previous) && LEADS_VERB.includes(vowelOf(previous)))
  );
}

/**
 * Corrects particles that cannot stand behind the sound before them, where that is certain: 환경를 becomes 환경을. Behind
 * letters and digits, the sound is not certain.
 */
export const rightParticles = (text: string): string =>
  text.replace(WORD, (written, before: string, last: string, particle: Particle) =>
    isWrong(before, last, particle) ? before + last + josa.pick(last, PAIRS[particle]) : written,
  );
