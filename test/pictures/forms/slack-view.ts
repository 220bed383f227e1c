import { readFileSync } from 'node:fs';
import { escapeHtml } from '../discord-text.ts';
import { blockToHtml, type SlackBlock } from '../slack-blocks.ts';

/** The fields of a modal or a Home that a picture shows; other fields are ignored. */
export interface SlackView {
  readonly type: 'modal' | 'home';
  readonly title?: PlainText;
  readonly submit?: PlainText;
  readonly close?: PlainText;
  readonly blocks: readonly SlackBlock[];
}

interface PlainText {
  readonly text: string;
}

interface Choice {
  readonly text: PlainText;
  readonly value: string;
}

interface Input {
  readonly label: PlainText;
  readonly hint?: PlainText;
  readonly optional?: boolean;
  readonly element: {
    readonly type: string;
    readonly options?: readonly Choice[];
    readonly initial_value?: string;
    readonly initial_time?: string;
    readonly initial_option?: Choice;
    readonly initial_options?: readonly Choice[];
  };
}

const CSS = ['../slack.css', '../slack-blocks.css', 'slack-view.css']
  .map((name) => readFileSync(new URL(name, import.meta.url), 'utf8'))
  .join('\n');

/**
 * Renders a modal or a Home as Slack's desktop client does.
 * @param errors what Slack shows below inputs, by block id
 */
export function viewToHtml(view: SlackView, errors: Readonly<Record<string, string>> = {}): string {
  const { type, title, submit, close, blocks } = view;
  const button = (name: string, text: PlainText | undefined) =>
    text ? `<span class="button ${name}">${escapeHtml(text.text)}</span>` : '';
  const body = blocks.map((block) =>
    block.type === 'input'
      ? inputHtml(block as unknown as Input, errors[String(block.block_id)])
      : blockToHtml(block),
  );
  const head = title ? `<header><h1>${escapeHtml(title.text)}</h1><i>✕</i></header>` : '';
  const foot = title ? `<footer>${button('', close)}${button('primary', submit)}</footer>` : '';
  return `<!doctype html><html lang="ko"><head><meta charset="utf-8"><title>Slack</title><style>${CSS}</style></head>
<body><main class="view ${type}">${head}<div class="body">${body.join('\n')}</div>${foot}</main></body></html>`;
}

function inputHtml({ label, hint, optional, element }: Input, error: string | undefined): string {
  const name = `<b>${escapeHtml(label.text)}</b>${optional ? ' <span class="optional">(선택사항)</span>' : ''}`;
  const below = error
    ? `<p class="error">${escapeHtml(error)}</p>`
    : hint && `<p class="hint">${escapeHtml(hint.text)}</p>`;
  return `<div class="input${error ? ' wrong' : ''}"><p>${name}</p>${elementHtml(element)}${below ?? ''}</div>`;
}

function elementHtml(element: Input['element']): string {
  const { type, options = [], initial_options: chosen = [] } = element;
  if (type === 'checkboxes') {
    const isChosen = ({ value }: Choice) => chosen.some((each) => each.value === value);
    return options
      .map((option) => `<p class="check ${isChosen(option) ? 'on' : ''}">${escapeHtml(option.text.text)}</p>`)
      .join('');
  }
  const shown = element.initial_value ?? element.initial_time ?? element.initial_option?.text.text ?? '';
  const tokens = chosen.map(({ text }) => `<span class="token">${escapeHtml(text.text)} ✕</span>`).join('');
  const isMenu = type.endsWith('_select') || type === 'timepicker';
  return `<p class="box ${isMenu ? 'menu' : ''}">${tokens || escapeHtml(shown)}</p>`;
}
