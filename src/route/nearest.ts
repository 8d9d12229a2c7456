// Of the values that bindings hold, the few that a message's value is nearest to: numbers by their distance, texts by what
// they share at both ends.

/** Numbers come in their order, texts the nearest first; where none is near, the first few. */
export function nearestTexts(sent: string, held: ReadonlySet<string>): readonly string[] {
  const numbers = isNumber(sent) ? [...held].filter(isNumber) : [];
  if (numbers.length > 0) {
    const far = (text: string): number => Math.abs(Number(text) - Number(sent));
    const near = numbers.sort((a, b) => far(a) - far(b)).slice(0, 2);
    return near.sort((a, b) => Number(a) - Number(b));
  }
  const scored = [...held].map((text) => ({ text, score: shared(text, sent) })).sort((a, b) => b.score - a.score);
  const least = (scored[0]?.score ?? 0) / 2;
  return scored
    .slice(0, 3)
    .filter(({ score }) => score >= least)
    .map(({ text }) => text);
}

function isNumber(text: string): boolean {
  return /^-?\d{1,15}$/.test(text);
}

/** Letters in common from the front and from the back, whatever their case. */
function shared(one: string, other: string): number {
  const [a, b] = [one.toLowerCase(), other.toLowerCase()];
  const most = Math.min(a.length, b.length);
  let front = 0;
  while (front < most && a[front] === b[front]) front += 1;
  let back = 0;
  while (back < most - front && a.at(-1 - back) === b.at(-1 - back)) back += 1;
  return front + back;
}
