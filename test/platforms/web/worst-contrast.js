/** Runs in the page: returns the lowest contrast between a text and its background. */
(function worstContrast() {
  const canvas = new OffscreenCanvas(1, 1).getContext('2d', {
    willReadFrequently: true,
  });
  const read = (colour) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const luminance = ([r, g, b]) =>
    [r, g, b]
      .map((part) => (part ?? 0) / 255)
      .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
      .reduce((sum, part, index) => sum + part * [0.2126, 0.7152, 0.0722][index], 0);
  const ground = (element) => {
    if (!element) return [255, 255, 255];
    const colour = read(getComputedStyle(element).backgroundColor);
    return colour[3] > 0 ? colour : ground(element.parentElement);
  };
  let worst = 21;
  for (const element of document.querySelectorAll(
    'h1, h3, h3 a, dt, dd, p, .meta a, .button, button, small, strong',
  )) {
    if (!element.textContent?.trim() || !element.checkVisibility()) continue;
    const [a = 0, b = 0] = [
      luminance(read(getComputedStyle(element).color)),
      luminance(ground(element)),
    ].sort((x, y) => y - x);
    worst = Math.min(worst, (a + 0.05) / (b + 0.05));
  }
  return worst;
})();
