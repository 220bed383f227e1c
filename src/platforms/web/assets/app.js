// The page works without this file; it adds what needs no reload: new cards, votes, answers.
const log = document.querySelector('#log');

// A picture that does not come leaves the drawn page behind it; its alt text stays for screen readers.
const markBroken = (image) => image.parentElement?.classList.add('broken');
document.addEventListener(
  'error',
  ({ target }) => target instanceof HTMLImageElement && markBroken(target),
  true,
);
for (const image of document.querySelectorAll('.thumbnail img')) {
  if (image.complete && image.naturalWidth === 0) markBroken(image);
}

/** Puts a paper's counts on all its cards; `mine` is left as it is where it is not given. */
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
  if (!response.ok) throw new Error(`${path} answered ${response.status}`);
  return response.json();
};

document.addEventListener('submit', async (event) => {
  const form = event.target;
  if (form.matches('form.votes')) {
    event.preventDefault();
    const paper = form.elements.paper.value;
    try {
      showVotes({ paper, ...(await post('/votes', { paper, value: event.submitter.value })) });
    } catch {
      event.submitter.title = form.dataset.failed;
    }
  }
  if (form.matches('#command, form.lines')) {
    event.preventDefault();
    // A button's answer takes the place of the one that it stands in.
    const isButton = form.matches('.lines');
    const line = isButton ? event.submitter.value : form.elements.line.value.trim();
    if (!line) return;
    if (!isButton) form.reset();
    let standsBelow = true;
    const reply = Object.assign(document.createElement('div'), { className: 'reply' });
    reply.append(Object.assign(document.createElement('p'), { className: 'asked', textContent: line }));
    try {
      const { html, standsBelow: isBelow } = await post('/commands', { line });
      reply.insertAdjacentHTML('beforeend', html);
      standsBelow = isBelow;
    } catch {
      reply.append(
        Object.assign(document.createElement('p'), {
          className: 'notice',
          textContent: form.dataset.failed,
        }),
      );
    }
    const older = form.closest('.reply');
    if (older && !standsBelow) older.replaceWith(reply);
    else if (older) older.after(reply);
    else document.querySelector('#answers').append(reply);
    reply.scrollIntoView({ block: 'start' });
  }
});

if (log?.dataset.last) {
  const fresh = document.querySelector('#fresh');
  const newest = () => [...log.querySelectorAll('.message.heading')].at(-1);
  // A reader starts at the newest edition, unless the address names a place.
  if (!location.hash) newest()?.scrollIntoView({ behavior: 'instant' });
  fresh.addEventListener('click', () => {
    fresh.hidden = true;
    newest()?.scrollIntoView();
  });

  const source = new EventSource(`/events?after=${log.dataset.last}`);
  // New messages are sent again after a gap; edits and votes are not, so the whole log is read anew.
  let lost = false;
  source.addEventListener('error', () => {
    lost = true;
  });
  source.addEventListener('open', async () => {
    if (!lost) return;
    lost = false;
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
