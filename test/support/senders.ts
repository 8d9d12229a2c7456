// Publishers that go on while something else happens.

const SENDERS = 20;

/** Calls `send` again and again, 20 at once, while `work` runs. What is under way when it ends is waited for. */
export async function sendWhile<T>(send: () => Promise<void>, work: () => Promise<T>): Promise<T> {
  let going = true;
  const sender = async (): Promise<void> => {
    while (going) await send();
  };
  const senders = Array.from({ length: SENDERS }, sender);
  try {
    return await work();
  } finally {
    going = false;
    await Promise.all(senders);
  }
}
