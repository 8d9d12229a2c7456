// The patterns of a topic exchange: words between dots, `*` is one word, `#` any number of words, none included.
// Surprise: an empty routing key has no word at all, so that `*` does not match it; but `.` has two empty ones.

/** As rabbit_exchange_type_topic:split_topic_key (3.10 to 4.3). */
export function topicWords(key: string): readonly string[] {
  return key === '' ? [] : key.split('.');
}

/** Linear in pattern × words: each pattern word moves the set of places in the routing key that were reached. */
export function topicMatches(pattern: readonly string[], words: readonly string[]): boolean {
  let reached: readonly boolean[] = words.map(() => false).concat(false);
  reached = reached.map((_, index) => index === 0);
  for (const part of pattern) {
    if (part === '#') {
      const first = reached.indexOf(true);
      reached = reached.map((_, index) => first >= 0 && index >= first);
    } else
      reached = reached.map(
        (_, index) => index > 0 && reached[index - 1] === true && (part === '*' || part === words[index - 1]),
      );
  }
  return reached.at(-1) === true;
}
