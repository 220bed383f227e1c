// The page works without this script. With it, new cards, votes and replies appear without a reload.
const log = document.querySelector('#log');
const answers = document.querySelector('#answers');

// Hides a picture that failed to load, so that the page drawn behind it is visible. Screen readers still read the alt
// text.
const markBroken = (image) => image.parentElement?.classList.add('broken');
document.addEventListener(
  'error',
  ({ target }) => target instanceof HTMLImageElement && markBroken(target),
  true,
);
for (const image of document.querySelectorAll('.thumbnail img')) {
  if (image.complete && image.naturalWidth === 0) markBroken(image);
}

/** Updates a paper's vote counts on all its cards; without `mine`, leaves the reader's own vote unchanged. */
function showVotes({ paper, up, down, mine }) {
  for (const card of document.querySelectorAll(`[data-paper="${CSS.escape(paper)}"]`)) {
    for (const button of card.querySelectorAll('.votes button')) {
      const count = button.value === '1' ? up : down;
      button.querySelector('span').textContent = count;
      button.setAttribute('aria-label', button.getAttribute('aria-label').replace(/\d+$/, count));
      if (mine !== undefined) button.setAttribute('aria-pressed', String(mine === Number(button.value)));
    }
  }
}

const post = async (path, fields) => {
  const response = await fetch(path, {
    method: 'POST',
    headers: { accept: 'application/json' },
    body: new URLSearchParams(fields),
  });
  const answer = await response.json();
  if (!response.ok)
    throw Object.assign(new Error(`${path} answered ${response.status}`), { sentence: answer.error });
  return answer;
};

const make = (tag, className, textContent = '') =>
  Object.assign(document.createElement(tag), { className, textContent });

/**
 * Shows the command immediately, then its reply. `older` is the reply whose button was pressed, or null; the new reply
 * replaces `older` or appears below it.
 */
async function ask(line, label, older, failed) {
  const reply = make('div', 'reply');
  const waiting = make('p', 'waiting', answers.dataset.waiting);
  waiting.setAttribute('role', 'status');
  reply.append(make('p', 'asked', label), waiting);
  if (older) older.after(reply);
  else answers.append(reply);
  // This scroll is not smooth: the reply can arrive before a smooth scroll has ended.
  reply.scrollIntoView({ block: 'nearest', behavior: 'instant' });
  const answer = await post('/commands', { line }).catch(() => null);
  // The reply might have taken more than a minute: do not scroll if the reader has moved on.
  const { top, bottom } = reply.getBoundingClientRect();
  const isWatched = top < innerHeight && bottom > 0;
  if (answer) waiting.outerHTML = answer.html;
  else waiting.replaceWith(make('p', 'notice', failed));
  if (answer && !answer.standsBelow) older?.remove();
  if (!isWatched) return;
  reply.scrollIntoView({ block: 'start' });
  // Those who use a screen reader or the keyboard go on at the answer.
  const heading = reply.querySelector('h2, .notice');
  heading?.setAttribute('tabindex', '-1');
  heading?.focus({ preventScroll: true });
}

/** Says aloud that something has failed. */
function alert(after, sentence) {
  const notice = make('p', 'notice', sentence);
  notice.setAttribute('role', 'alert');
  after.parentElement.querySelector('[role="alert"]')?.remove();
  after.after(notice);
}

// A slash leads to the box, as on many pages.
const box = document.querySelector('#line') ?? document.querySelector('main [name="q"], .find [name="q"]');
document.addEventListener('keydown', (event) => {
  const isTyping = event.target.matches('input, textarea, select, [contenteditable]');
  if (event.key !== '/' || isTyping || event.ctrlKey || event.metaKey || event.altKey || !box) return;
  event.preventDefault();
  box.focus();
});

/** What was typed into the box of the channel, oldest first; the arrow keys bring it back. */
const typed = [];
let recalled = 0;
document.querySelector('#line')?.addEventListener('keydown', (event) => {
  const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  if (!step || event.isComposing || typed.length === 0) return;
  event.preventDefault();
  recalled = Math.min(Math.max(recalled + step, 0), typed.length);
  event.target.value = typed[recalled] ?? '';
});

for (const button of document.querySelectorAll('button.copy')) {
  if (!navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText(button.dataset.copy);
    button.textContent = button.dataset.copied;
  });
}

document.addEventListener('submit', async (event) => {
  const { target: form, submitter } = event;
  if (form.matches('form.votes')) {
    event.preventDefault();
    const paper = form.elements.paper.value;
    try {
      showVotes({ paper, ...(await post('/votes', { paper, value: submitter.value })) });
    } catch ({ sentence = form.dataset.failed }) {
      alert(form, sentence);
    }
  }
  if (answers && form.matches('#command')) {
    event.preventDefault();
    const line = form.elements.line.value.trim();
    if (!line) return;
    form.reset();
    typed.push(line);
    recalled = typed.length;
    await ask(line, line, null, form.dataset.failed);
  }
  if (answers && form.matches('form.lines, form.papers')) {
    event.preventDefault();
    // A second press would run the command again. The button is aria-disabled, because `disabled` would take the
    // focus away.
    if (submitter.hasAttribute('aria-disabled')) return;
    submitter.setAttribute('aria-disabled', 'true');
    await ask(
      submitter.value,
      submitter.ariaLabel ?? submitter.textContent,
      form.closest('.reply'),
      form.dataset.failed,
    );
    submitter.removeAttribute('aria-disabled');
  }
});

if (log?.dataset.last) {
  const fresh = document.querySelector('#fresh');
  const newest = () => [...log.querySelectorAll('.message.heading')].at(-1);
  // Start at the newest edition, unless the URL has an anchor.
  if (!location.hash) newest()?.scrollIntoView({ behavior: 'instant' });
  fresh.addEventListener('click', () => {
    fresh.hidden = true;
    newest()?.scrollIntoView();
  });

  const source = new EventSource(`/events?after=${log.dataset.last}`);
  // After a lost connection, the server sends the messages that the page missed, but not edits or votes, so reload
  // the log.
  let lost = false;
  const offline = document.querySelector('#offline');
  source.addEventListener('error', () => {
    lost = true;
    offline.textContent = offline.dataset.lost;
  });
  source.addEventListener('open', async () => {
    if (!lost) return;
    lost = false;
    offline.textContent = '';
    const page = new DOMParser().parseFromString(await (await fetch('/')).text(), 'text/html');
    log.replaceChildren(...page.querySelector('#log').childNodes);
  });
  source.addEventListener('message', ({ data, lastEventId }) => {
    if (log.querySelector(`[data-id="${CSS.escape(lastEventId)}"]`)) return;
    log.querySelector('.empty')?.remove();
    log.insertAdjacentHTML('beforeend', JSON.parse(data).html);
    const message = log.lastElementChild;
    if (message.classList.contains('heading') && message.getBoundingClientRect().top > innerHeight)
      fresh.hidden = false;
  });
  source.addEventListener('edit', ({ data }) => {
    const { id, html } = JSON.parse(data);
    const old = log.querySelector(`[data-id="${id}"]`);
    if (old) old.outerHTML = html;
  });
  source.addEventListener('votes', ({ data }) => showVotes(JSON.parse(data)));
}
