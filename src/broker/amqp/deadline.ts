// A promise that must not take for ever.

/** The same promise; after so many seconds `late` is called, and it rejects. */
export async function withDeadline<T>(work: Promise<T>, seconds: number, late: () => void): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      late();
      reject(new Error(`not done within ${seconds} s`));
    }, seconds * 1000);
  });
  try {
    return await Promise.race([work, deadline]);
  } finally {
    clearTimeout(timer);
  }
}
