import { paperCard, summarizeCommands } from '../src/cards/build-card.ts';
import { completePaper } from '../src/command/completion.ts';
import { defineCommand } from '../src/command/define.ts';
import { problemAnswer } from '../src/command/invocation.ts';
import { text } from '../src/command/options/option.ts';
import { commandLine, toButton } from '../src/command/parse-line.ts';
import { UserError } from '../src/domain/errors.ts';
import { isOldId, paperIdsIn } from '../src/domain/paper/paper-id.ts';
import { showWording } from '../src/i18n/ko/search.ts';
import { cutText } from '../src/lib/text.ts';

/** The maximum number of papers to choose from if several are meant: one row of buttons on Discord. */
const MAX_MEANT = 5;
const MAX_LABEL = 75;

export const show = defineCommand({
  name: 'show',
  ko: '보기',
  description: '논문 한 편을 보여 줍니다. 목록에 오른 적이 없는 논문도 가져와서 요약합니다.',
  rest: 'paper',
  options: {
    paper: {
      ...text(
        { ko: '논문', description: 'arXiv나 Hugging Face의 주소, 논문 번호, 또는 최근 논문의 제목' },
        (typed) => typed,
      ),
      complete: (typed, data) =>
        completePaper(typed, data).map(({ id, title }) => ({ value: id, label: title })),
    },
  },
  async run(invocation, { paper: typed = '' }, context) {
    if (!typed) throw new UserError(showWording.nothingAsked);
    const named = paperIdsIn(typed).map((id) => ({ id, title: id }));
    const meant = named.length > 0 ? named : completePaper(typed, context.completionData());
    if (meant.length > 1) {
      return {
        ...problemAnswer(showWording.whichPaper),
        buttons: meant.slice(0, MAX_MEANT).map(({ id, title }) => ({
          label: cutText(title, MAX_LABEL),
          line: commandLine('show', { paper: id }),
        })),
      };
    }
    const id = meant[0]?.id;
    if (!id) throw new UserError(showWording.notAPaper(typed));
    const entry = await context.lookUp(invocation, id);
    if (!entry) throw new UserError(isOldId(id) ? showWording.tooOld(id) : showWording.noSuchPaper(id));
    const counts = await context.store.voteCounts([id], { shownOn: invocation.place.platform });
    return {
      cards: [paperCard(entry, null, context.missing, counts.get(id))],
      buttons: entry.summary ? [] : summarizeCommands(entry.paper, context.missing).map(toButton),
      line: commandLine('show', { paper: id }),
      standsBelow: true,
    };
  },
});
