import { about, type TextCheck } from './flaw.ts';
import { sentencesOf, sourceOf, withoutQuotes } from './subject.ts';

/**
 * A meaning that a sentence must not have, as the words that carry it: a sentence has it if all patterns of one of the
 * lists are in it. `unless` is what the paper is about if its summary can say such things.
 */
interface Meaning {
  readonly any: readonly (readonly RegExp[])[];
  readonly unless?: RegExp;
}

/** What the writer has not got, or only a part of. */
const DOCUMENT = '(?:초록|본문|원문|전문|논문|제공된 (?:정보|내용|글|자료|텍스트))';
/** What somebody cannot do who has only a part of a text, or none. */
const CANNOT =
  /(?:알|파악할|확인할|판단할|이해할|설명할|요약할|답할|답변할|제공할|열람할|볼|읽을) 수(?:는|가|도)? 없(?:습|어|으|었)|(?:알|파악하|확인하|판단하|이해하|설명하|요약하|답하|답변하)기(?:가|는|에는|에)? ?(?:어렵습|어려|힘듭|힘들|곤란|불가능합|부족합)/;
/** The writer, if that is a model: at the beginning of a clause, where an abstract would name its own model. */
const AS_A_MODEL =
  /(?:^|, )(?:저는 |제가 |나는 )?(?:AI|인공지능|언어) ?(?:언어 )?(?:모델|어시스턴트|비서|챗봇)(?:이라|이라서|이기|이므로|이어서|로서|으로서|인 저)/;
const READERS = '(?:모든 (?:연구자|개발자|엔지니어)|독자|여러분|모든 분|분들|관심 ?(?:이 )?있는|누구)';
const PAPER = '(?:논문|연구|글|작업|저작|보고서|성과물)';
/** Milder words, which only praise if they are stressed. */
const STRESSED =
  '(?:매우|정말|아주|대단히|굉장히|무척) (?:가치 있는|의미 있는|중요한|흥미로운|유익한|유용한|주목할 만한|좋은)';
const EXCELLENT =
  '(?:훌륭|뛰어[난나납]|인상적|인상 깊|획기적|기념비적|혁명적|놀라운|놀랍|완벽|탁월|대단한|눈부신|위대한|경이|독보적|최고의|최고 수준의|흠잡을 데 없|감탄|감동|명작|걸작|역작)';

/** Apologies and refusals that models write instead of a summary, and what they say about themselves. */
const REFUSAL: Meaning = {
  any: [
    [
      /죄송(?:합니다|하지만|스럽지만|하게도)|사과(?:드립니다|드리며|의 말씀)|양해(?:를|해)? ?(?:바|부탁|주시)|미안합니다/,
    ],
    [
      /(?:해|하여|돕|도와|말씀|답변|설명|제공|알려|요약|번역)[가-힣]{0,2} ?드(?:릴 수(?:는|가)? 없|리기(?:가|는)? ?(?:어렵|힘들|곤란)|리지 못)/,
    ],
    [/(?:요청|질문|말씀|문의|입력|제공|제시|첨부|공유)(?:하신|해 ?주신|주신)|보내 ?주신/],
    [AS_A_MODEL, /수(?:는|가|도)? (?:없|있)|못하|않|어렵|한계|제한|틀릴|입니다/],
    [/(?:저는|제가) (?:[가-힣]{1,10} )?(?:AI|인공지능|언어 모델|챗봇)/],
    [
      /^(?:이|본|위|제|해당) (?:요약|답변|설명|번역|내용)(?:은|이|에는|에)/,
      /정확하지 않|부정확|틀릴|틀린|오류가|누락|다를 수/,
    ],
    [/^(?:저는|제가) /, /AI|인공지능|모델|챗봇|논문/],
    [/(?:요청|질문)(?:에|에는|은|을) [가-힣 ]{0,8}(?:응답|답변|답|대답|처리|수행)할 수 없습니다/],
    [/as an AI|I(?:'m| am) sorry|I can(?:'|no)t|I(?:'m| am) unable/i],
  ],
};

/** What a writer cannot tell who has only a part of the paper. */
const INABILITY: Meaning = {
  any: [
    [
      /^(?:이 |제공된 |주어진 |해당 )?초록(?:에는|에서는|에|에서) .*(?:나와|명시|언급|제시|포함|공개|드러나|설명|제공)[가-힣]{0,3} ?[가-힣]{0,2} ?(?:않|없)(?:습|았습|었습)/,
    ],
    [/(?:논문|원문|본문|전문)(?: 전체)?[을를에] ?(?:[가-힣]{1,6} )?(?:읽|보|확인하|접근하|열)지 (?:못|않)/],
    [new RegExp(`^(?:[가-힣]{1,4},? )?${DOCUMENT}(?:만|의 (?:내용|정보)만|에는|에서는|을|를|이)`), CANNOT],
    [
      new RegExp(DOCUMENT),
      /(?:나와|명시|언급|제시|포함|공개|드러나|설명|제공)[가-힣]{0,3} ?[가-힣]{0,2} ?않/,
      CANNOT,
    ],
  ],
  unless: /\babstracts\b|\bfull[- ]text|scientific (?:papers|articles|documents|literature)|peer[- ]review/i,
};

/** Announcements that models put in front of a summary, or between its parts. */
const PREAMBLE: Meaning = {
  any: [
    [
      /^(?:네|넵|예|물론|물론이|물론입니다|그럼요|알겠습니다|알겠어요|좋습니다|확인했습니다|안녕하세요|반갑습니다|기꺼이)(?:[,.!]|[가-힣]{0,3}[,.!]|\s?$)/,
    ],
    [/(?:요약|정리|번역|설명|소개|풀이)[가-힣]{0,5}(?: [가-힣]{1,6}){0,3} (?:다음|아래|이하)(?:와|과) 같/],
    [
      /(?:논문|초록|연구)의? (?:[가-힣]{1,5} )?(?:내용|핵심|요지|개요|골자)[가-힣]{0,4}(?: [가-힣]{1,4})? (?:다음|아래)(?:와|과) 같/,
    ],
    [
      /^(?:다음|아래|이하|여기|이것|이는|위)(?:은|는|에|의)? ?(?:[^.]{0,40} )?[^.]{0,12}(?:요약|번역|정리|쉬운 ?설명|설명문|요약본|요약문)(?:입니다|이에요|한 (?:것|내용|글)입니다|했습니다|하였습니다|드립니다)/,
    ],
    [
      /(?:요약|정리|번역|설명|소개|작성|말씀|안내)(?:해|하여|해서)? ?(?:드리겠|드릴게|드리도록|드렸|드립니다|보겠습니다|보도록|하겠습니다|하도록 하겠)/,
    ],
    [
      /^(?:한국어(?:로)? ?|한글 ?|논문 ?|간단한 |짧은 |핵심 |전체 )?(?:요약|쉬운 ?설명|번역|답변|결과물|제목|논문 제목)(?:문|본|하자면|하면|은 다음|입니다)?\s?[:：,]/,
    ],
    [/^[[(【<](?:한국어 )?(?:요약|쉬운 ?설명|번역|답변|제목)[\])】>]/],
    [/^(?:요약|번역|정리)(?:본|문)?입니다[.!]?$/],
    [
      /^(?:본 |이 |해당 |다음 )?(?:논문|초록|연구)의? ?(?:[가-힣]{1,4} )?(?:요약|번역)(?:본|문)?[을를] (?:제공|시작|작성|소개|공유|전달)/,
    ],
    [/^(?:summary|easy|answer|translation|title)\s?:|^(?:sure|certainly|of course|here (?:is|are))\b/i],
  ],
};

/** Praise of the paper, and advice to read it. What a paper's method achieves can be excellent. */
const PRAISE: Meaning = {
  any: [
    [
      new RegExp(
        `${STRESSED} ${PAPER}(?:입니다|이며|이고)|${EXCELLENT}[가-힣]{0,3} (?:연구 )?(?:성과|연구 결과)(?:입니다|이?라고? 할)`,
      ),
    ],
    [/획을 그/],
    [new RegExp(`놓치(?:지 말아야|면 안 [되될돼]|기 아까운|지 마)[^.]{0,12}${PAPER}`)],
    [
      new RegExp(
        `${EXCELLENT}[가-힣]{0,10}(?: [가-힣]{0,10}(?:[고인한운적며]|정말|아주|매우)){0,4} (?:[가-힣]{2,4} )?${PAPER}(?:입니다|이며|이고|라고|이라|라 할|로 (?:평가|꼽|보|여겨))`,
      ),
    ],
    [
      new RegExp(
        `${PAPER}(?:은|는|이|가) (?:[가-힣]{1,10} ){0,2}${EXCELLENT}(?:[합습]?니다|하며|하고|이며|이고|며|고)`,
      ),
    ],
    [
      new RegExp(
        `(?:읽|살펴|눈여겨|챙겨|참고|주목|정독|숙독|보아|봐)[가-힣]{0,10}(?: [보봐볼본][가-힣]{0,4})?(?:(?:아|어)?야| 만| 가치가| 필요가)? ?(?:할|하는|만한|볼|있는) ${PAPER}(?:입니다|이며|이고)`,
      ),
    ],
    [
      new RegExp(
        `${PAPER}[을를은는] (?:[가-힣]{1,10} ){0,2}(?:반드시|꼭|무조건|필히) (?:한 ?번 )?(?:읽|살펴|눈여겨|챙겨|참고|정독|숙독|보아|봐)`,
      ),
    ],
    [/(?:반드시|꼭|무조건|필히|모두가|누구나) (?:한 ?번(?:쯤)? )?(?:읽어|읽을|읽으|정독|참고해)/],
    [
      /(?:논문|연구|글|채택|(?:읽|보|살펴보|참고하|정독하)는 것|일독|정독|구독|보기|보시기|읽기|읽어 보기|읽어 보시기|보시길|읽으시길)[을를]? ?(?:[가-힣]{1,10} ){0,2}(?:추천|권(?:합|하|장|해|유))(?:합|드|할|하|해|니|장)?/,
    ],
    [
      new RegExp(
        `${READERS}[가-힣]{0,10}(?: [가-힣]{1,10}){0,2} (?:[가-힣]{1,10}게 |적극 |매우 |꼭 ){0,2}(?:추천|권장|권)(?:합|드|할|하고)`,
      ),
    ],
    [
      /(?:강력히|강력하게|적극|적극적으로|매우|강하게|진심으로) (?:추천|권(?:합|장))|추천드립니다|추천할 만합니다|강추|필독/,
    ],
    [
      /올해의 논문|역대 최고의|역사상 (?:가장|최고)|흠잡을 데|의심의 여지가? 없|더할 나위|노벨상|길이 남을|기념비적|찬사|극찬|박수를/,
    ],
    [/획기적인 (?:연구|논문|결과|발상|기술|성과)|최고의 (?:논문|연구|업적)|완벽한 (?:논문|연구)/],
    [/(?:구매|구독|팔로우|투표|인용|클릭|방문|가입|후원)(?:해|하)(?: 주)?(?:시|세|십)/],
  ],
};

/** Requests to the reader, and references to what the reader should look up. A paper can hope for something. */
const PLEA: Meaning = {
  any: [
    [
      /[주하보]세요|[가-힣](?:으)?십시오|부탁(?:드립|드리|합니다)|(?:시기|시길|시면) ?(?:를 )?(?:바|부탁|감사|좋겠)|감사(?:하겠습니다|드립니다)|^감사합니다|셔서 감사/,
    ],
    [
      /(?:참고|참조|확인|인용|방문|문의|투표|구독|연락|숙지|유의|주의|양해|활용|이용|신청|지원|등록)(?:하시|하|해 주시|해 주)?(?:기|길)?(?:를)? 바랍니다/,
    ],
    [
      /(?:자세|구체적|정확|상세|더 많|추가)[가-힣]{0,10} (?:[가-힣]{1,10} )?(?:내용|사항|정보|설명|결과)/,
      new RegExp(`(?:${DOCUMENT}|링크|홈페이지|웹사이트|누리집)`),
      /참고|참조|읽어|찾아보|방문/,
    ],
    [/도움이 되(?:었기를|셨기를|었으면|셨으면)/],
    [/후원으로 제공|광고입니다|협찬|무료 체험/],
    [/좋아요와 |공유해 (?:주|달)|댓글(?:로|을) (?:남|알려)/],
  ],
};

/** Returns the sentences of a text that have a meaning. What somebody is quoted to say does not count. */
function sentencesWith({ any, unless }: Meaning, text: string, source: string): string[] {
  if (unless?.test(source)) return [];
  return sentencesOf(withoutQuotes(text)).filter((sentence) =>
    any.some((patterns) => patterns.every((pattern) => pattern.test(sentence))),
  );
}

const findMeaning =
  (meaning: Meaning, message: string): TextCheck =>
  (text, part, subject) =>
    about(part, sentencesWith(meaning, text, sourceOf(subject)), message);

/** Summaries that cannot be written; a paper about summaries can say this of others. */
const NO_SUMMARY: Meaning = {
  any: [[/요약(?:은|이|하기가?)? ?(?:어렵습|어려|불가능합|힘듭)|요약할 수 없/]],
  unless: /summar/i,
};
const findApology = findMeaning(REFUSAL, '에 사과나 거절이 있습니다. 요약만 쓰세요');
const findInability = findMeaning(INABILITY, '에 쓸 수 없는 이유가 있습니다. 초록에 있는 것만 쓰세요');
const findNoSummary = findMeaning(NO_SUMMARY, '에 거절이 있습니다. 요약만 쓰세요');
export const findRefusal: TextCheck = (text, part, subject) => [
  ...findApology(text, part, subject),
  ...findInability(text, part, subject),
  ...findNoSummary(text, part, subject),
];
export const findPreamble = findMeaning(PREAMBLE, '는 머리말 없이 내용으로 시작하세요');
export const findPraise = findMeaning(PRAISE, '에 초록에 없는 평가나 권유가 있습니다');
export const findPlea = findMeaning(PLEA, '에 독자에게 하는 부탁이 있습니다. 내용만 쓰세요');
