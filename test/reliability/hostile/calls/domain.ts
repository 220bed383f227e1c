import { parseDate } from '../../../../src/domain/calendar/date-text.ts';
import * as day from '../../../../src/domain/calendar/day.ts';
import * as schedule from '../../../../src/domain/calendar/schedule-text.ts';
import * as zones from '../../../../src/domain/calendar/time-zone.ts';
import * as card from '../../../../src/domain/card/card.ts';
import { cutHighlighted, piecesOf } from '../../../../src/domain/card/highlighted-text.ts';
import * as classify from '../../../../src/domain/fields/classify-paper.ts';
import * as field from '../../../../src/domain/fields/field.ts';
import { postTags } from '../../../../src/domain/fields/post-tags.ts';
import * as paper from '../../../../src/domain/paper/paper.ts';
import { isOldId, paperIdsIn } from '../../../../src/domain/paper/paper-id.ts';
import * as amounts from '../../../../src/domain/search/amounts.ts';
import * as authors from '../../../../src/domain/search/authors.ts';
import * as concepts from '../../../../src/domain/search/concepts.ts';
import { countSlips } from '../../../../src/domain/search/count-slips.ts';
import { toDocument } from '../../../../src/domain/search/document.ts';
import { createHighlighter } from '../../../../src/domain/search/highlights/highlighter.ts';
import { locateTokens, rangeOf } from '../../../../src/domain/search/highlights/locate-tokens.ts';
import * as negation from '../../../../src/domain/search/negation.ts';
import { planSearch } from '../../../../src/domain/search/query.ts';
import { readQuestion } from '../../../../src/domain/search/question.ts';
import * as repair from '../../../../src/domain/search/repair.ts';
import * as terms from '../../../../src/domain/search/terms.ts';
import * as tokens from '../../../../src/domain/search/tokens.ts';
import { choose } from '../../../../src/domain/subscription/select-papers.ts';
import * as subscription from '../../../../src/domain/subscription/subscription.ts';
import { emojiToValue } from '../../../../src/domain/vote/vote.ts';
import * as voter from '../../../../src/domain/vote/voter.ts';
import { texToUnicode } from '../../../../src/lib/tex/tex-to-unicode.ts';
import * as text from '../../../../src/lib/text.ts';
import { limits } from '../../../../src/render/limits.ts';
import { columns } from '../../../../src/render/terminal.ts';
import { makePaper } from '../../../fixtures/papers.ts';
import { SETTINGS } from '../../../fixtures/settings.ts';
import { hostileCard, hostilePaper, hostileSummary } from '../hostile-card.ts';
import type { Calls } from '../registry.ts';

const LEXICON = repair.makeLexicon(['lighthouse', '등대지기']);
const filters = { ...SETTINGS, fields: ['rl'], words: ['등대', 'lamp'] };

export const domainCalls: Calls = {
  'domain/calendar/date-text.ts parseDate': [parseDate],
  'domain/calendar/day.ts isDay': [day.isDay],
  'domain/calendar/day.ts isTimeZone': [day.isTimeZone],
  'domain/calendar/schedule-text.ts parseTime': [schedule.parseTime],
  'domain/calendar/schedule-text.ts parseWeekday': [schedule.parseWeekday],
  'domain/calendar/schedule-text.ts parseWeekdays': [schedule.parseWeekdays],
  'domain/calendar/time-zone.ts cityOf': [zones.cityOf],
  'domain/calendar/time-zone.ts findTimeZones': [zones.findTimeZones],
  'domain/calendar/time-zone.ts formatOffset': [zones.formatOffset],
  'domain/calendar/time-zone.ts searchTimeZones': [zones.searchTimeZones],
  'domain/card/card.ts fit': Object.values(limits).map((each) => (long) => card.fit(hostileCard(long), each)),
  'domain/card/card.ts isPlainText': [(long) => card.isPlainText(hostileCard(long))],
  'domain/card/highlighted-text.ts cutHighlighted': [
    (long) => cutHighlighted({ text: long, highlights: [[0, 1]] }, 9),
  ],
  'domain/card/highlighted-text.ts piecesOf': [(long) => piecesOf({ text: long, highlights: [[1, 2]] })],
  'domain/fields/classify-paper.ts fieldsOf': [
    (long) => classify.fieldsOf({ paper: hostilePaper(long), summary: null }),
    (long) => classify.fieldsOf({ paper: makePaper(), summary: hostileSummary(long) }),
  ],
  'domain/fields/classify-paper.ts labelsOf': [
    (long) => classify.labelsOf({ paper: hostilePaper(long), summary: null }),
  ],
  'domain/fields/field.ts classify': [(long) => field.classify(long, long, [long])],
  'domain/fields/field.ts findField': [field.findField],
  'domain/fields/field.ts findSynsets': [field.findSynsets],
  'domain/fields/field.ts foldLabel': [field.foldLabel],
  'domain/fields/field.ts resolveField': [field.resolveField],
  'domain/fields/field.ts resolveLabel': [(long) => field.resolveLabel({ ko: long, en: long })],
  'domain/fields/field.ts spellingsOf': [field.spellingsOf],
  'domain/fields/field.ts stripParticle': [field.stripParticle],
  'domain/fields/field.ts withAncestors': [field.withAncestors],
  'domain/fields/post-tags.ts postTags': [
    (long) => postTags({ paper: hostilePaper(long), summary: hostileSummary(long) }, filters),
  ],
  'domain/paper/paper-id.ts isOldId': [isOldId],
  'domain/paper/paper-id.ts paperIdsIn': [paperIdsIn, (long) => paperIdsIn(`2501.12345${long}%${long}`)],
  'domain/paper/paper.ts knownUrl': [
    (long) => paper.knownUrl(`https://github.com/${long}`, ['github.com']),
    (long) => paper.knownUrl(`https://${long}`, ['github.com']),
  ],
  'domain/paper/paper.ts paperUrl': [paper.paperUrl],
  'domain/paper/paper.ts pdfUrl': [paper.pdfUrl],
  'domain/paper/paper.ts thumbnailUrl': [paper.thumbnailUrl],
  'domain/search/document.ts toDocument': [
    (long) => toDocument({ paper: hostilePaper(long), summary: null, day: '2026-08-21' }),
    (long) => toDocument({ paper: makePaper(), summary: hostileSummary(long), day: '2026-08-21' }),
  ],
  'domain/search/amounts.ts amountsIn': [amounts.amountsIn],
  'domain/search/amounts.ts splitAmounts': [amounts.splitAmounts],
  'domain/search/authors.ts authorMatch': [(long) => authors.authorMatch(tokens.toWords(long))],
  'domain/search/authors.ts koreanAuthorMatch': [(long) => authors.koreanAuthorMatch(tokens.toWords(long))],
  'domain/search/concepts.ts conceptsIn': [
    (long) => concepts.conceptsIn(tokens.indexTokens(long).split(' ')),
  ],
  'domain/search/highlights/locate-tokens.ts locateTokens': [locateTokens],
  'domain/search/highlights/locate-tokens.ts rangeOf': [(long) => rangeOf(locateTokens(long).slice(0, 9))],
  'domain/search/highlights/highlighter.ts createHighlighter': [
    (long) => createHighlighter(long, true)('대규모 강화 학습을 위한 LoRA, one million tokens'),
    createHighlighter('강화학습 LoRA 100만'),
  ],
  'domain/search/negation.ts negate': [(long) => negation.negate([long])],
  'domain/search/negation.ts splitNegations': [(long) => negation.splitNegations(tokens.toWords(long))],
  'domain/search/query.ts planSearch': [planSearch],
  'domain/search/question.ts readQuestion': [readQuestion],
  'domain/search/count-slips.ts countSlips': [
    (long) => countSlips(long, long, 2),
    (long) => countSlips(long, `${long.slice(0, -1)}z`, 2),
  ],
  'domain/search/repair.ts makeLexicon': [(long) => repair.makeLexicon([long])],
  'domain/search/repair.ts otherKeyboard': [repair.otherKeyboard],
  'domain/search/repair.ts repairs': [(long) => repair.repairs([long, '등대'], [long], LEXICON, long)],
  'domain/search/repair.ts repairEach': [(long) => repair.repairEach([long, '등대'], [long], LEXICON)],
  'domain/search/terms.ts completeTerm': [terms.completeTerm],
  'domain/search/terms.ts findTerms': [terms.findTerms],
  'domain/search/terms.ts splitCompound': [(text) => tokens.toWords(text).map(terms.splitCompound)],
  'domain/search/terms.ts stripEnding': [terms.stripEnding],
  'domain/search/terms.ts synonymsOf': [terms.synonymsOf],
  'domain/search/tokens.ts amountToken': [tokens.amountToken],
  'domain/search/tokens.ts authorTokens': [tokens.authorTokens],
  'domain/search/tokens.ts authorsTokens': [(long) => tokens.authorsTokens([long, long])],
  'domain/search/tokens.ts compoundToken': [(long) => tokens.compoundToken(tokens.toWords(long), 1)],
  'domain/search/tokens.ts fieldToken': [tokens.fieldToken],
  'domain/search/tokens.ts indexTokens': [tokens.indexTokens],
  'domain/search/tokens.ts jointToken': [(long) => tokens.jointToken(tokens.toWords(long), 1)],
  'domain/search/tokens.ts spellings': [(long) => tokens.spellings(tokens.toWords(long).slice(0, 4))],
  'domain/search/tokens.ts toWords': [tokens.toWords],
  'domain/search/tokens.ts wordTokens': [
    (long) => tokens.wordTokens({ text: long, isHangul: true }),
    (long) => tokens.wordTokens({ text: long, isHangul: false }),
  ],
  'domain/subscription/select-papers.ts choose': [
    (long) => choose([hostilePaper(long)], filters, new Set()),
    (long) => choose([makePaper()], { ...filters, words: [long] }, new Set()),
  ],
  'domain/subscription/subscription.ts idToPlace': [subscription.idToPlace],
  'domain/subscription/subscription.ts isBound': [
    (long) => subscription.isBound({ platform: long, workspace: '', channel: long }),
  ],
  'domain/subscription/subscription.ts isFixed': [
    (long) => subscription.isFixed({ platform: long, workspace: long, channel: long }),
  ],
  'domain/subscription/subscription.ts placeToId': [
    (long) => subscription.placeToId({ platform: long, workspace: long, channel: long }),
  ],
  'domain/subscription/subscription.ts platformOf': [subscription.platformOf],
  'domain/subscription/subscription.ts teamOf': [subscription.teamOf],
  'domain/vote/vote.ts emojiToValue': [emojiToValue],
  'domain/vote/voter.ts toUserId': [voter.toUserId],
  'domain/vote/voter.ts toVoter': [(long) => voter.toVoter({ platform: 'slack', workspace: long }, long)],
  'domain/vote/voter.ts voterScope': [(long) => voter.voterScope({ platform: 'slack', workspace: long })],
  'lib/tex/tex-to-unicode.ts texToUnicode': [texToUnicode, (long) => texToUnicode(`$${long}$`)],
  'lib/text.ts cleanText': [text.cleanText],
  'lib/text.ts cutText': [
    (long) => text.cutText(long, 500),
    (long) => text.cutText(long, 2_000, columns),
    (long) => text.cutText(long, 2_000, limits.discord.measure),
    (long) => text.cutText(long, 2_000, limits.slack.measure),
  ],
  'lib/text.ts graphemes': [text.graphemes],
  'lib/text.ts hangulShare': [text.hangulShare],
  'lib/text.ts normalizeText': [text.normalizeText],
  'lib/text.ts removeInvisible': [text.removeInvisible],
  'lib/text.ts toCompatible': [text.toCompatible],
  'lib/text.ts trimEndOf': [(long) => text.trimEndOf(long, long.slice(0, 20))],
};
