import { image, plainText, textObject } from './composition.ts';
import { accessories, actionElements, imageElement, inputElements } from './elements.ts';
import { all, any, byType, type Check, type Form, flag, isObject, list, shape, text } from './form.ts';
import { richTextElements } from './rich-text.ts';

// Limits: docs.slack.dev/reference/block-kit/blocks, as quoted in @slack/types' blocks.d.ts. Some documented blocks
// are not modelled, and therefore refused: alert, card, carousel, container, data_table, file, plan, table,
// task_card, video and others.

const blockId: Check = all(text(255), (form, path, value) => {
  if (typeof value === 'string') form.once(path, 'block_id', value);
});

const block = (required: Record<string, Check>, optional: Record<string, Check> = {}): Check =>
  shape({ type: any, ...required }, { block_id: blockId, ...optional });

const sectionHasText: Check = (form, path, value) => {
  if (isObject(value) && value.text === undefined && value.fields === undefined)
    form.add(path, 'missing required field: text or fields');
};

const markdown: Check = all(block({ text: text(12_000) }), (form, _path, value) => {
  if (isObject(value) && typeof value.text === 'string') form.textLength += value.text.length;
});

const messageBlock: Check = byType({
  header: block({ text: plainText(150) }),
  section: all(
    block(
      {},
      {
        text: textObject(3000),
        fields: list(textObject(2000), 1, 10),
        accessory: byType(accessories),
        expand: flag,
      },
    ),
    sectionHasText,
  ),
  context: block({
    elements: list(
      byType({ plain_text: textObject(3000), mrkdwn: textObject(3000), image: imageElement }),
      1,
      10,
    ),
  }),
  actions: block({ elements: list(byType(actionElements), 1, 25) }),
  divider: block({}),
  image: image({}, { block_id: blockId, title: plainText(2000) }),
  rich_text: block({ elements: richTextElements }),
  input: block(
    { label: plainText(2000), element: byType(inputElements) },
    { hint: plainText(2000), optional: flag, dispatch_action: flag },
  ),
  markdown,
});

/** Checks the blocks of a message (at most 50) or a modal (at most 100). */
export function checkBlocks(form: Form, value: unknown, max = 50): void {
  list(messageBlock, 0, max)(form, ['blocks'], value);
}
