// AMQP argument tables as JSON shows them, and when two values are the same to the broker.

export type ArgumentValue =
  string | number | boolean | null | readonly ArgumentValue[] | { readonly [key: string]: ArgumentValue };

export type Arguments = Readonly<Record<string, ArgumentValue>>;

/** Who declared an exchange or queue. RabbitMQ stores unknown arguments and never compares them (3.10 to 4.3). */
export const OWNER_ARGUMENT = 'x-topo-owner';

export const QUEUE_TYPE_ARGUMENT = 'x-queue-type';

/** `classic` where the argument is absent: RabbitMQ takes the two for one (rabbit_misc:assert_field_equivalence). */
export function queueType({ arguments: args }: { readonly arguments: Arguments }): string {
  const type = args[QUEUE_TYPE_ARGUMENT];
  return typeof type === 'string' ? type : 'classic';
}

export const ALTERNATE_EXCHANGE_ARGUMENT = 'alternate-exchange';

/**
 * A value may be nested as deeply as an inventory may be; what a stranger's is below that is nobody's business, and to walk
 * down to it would end the run. AMQP and JSON have no limit.
 */
export const MAX_NESTING = 100;

/** Stands for what lies deeper. */
export const TOO_DEEP = '(nested too deeply)';

/**
 * A canonical text of one value: equal texts are values that the broker takes for equal. The class of the value
 * is part of it (the string "54" is not the integer 54); the width of an integer is not (the broker ignores it).
 */
export function valueKey(value: ArgumentValue | undefined, depth = 0): string {
  if (value === undefined) return '-';
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (depth >= MAX_NESTING) return JSON.stringify(TOO_DEEP);
  if (Array.isArray(value)) return `[${value.map((item: ArgumentValue) => valueKey(item, depth + 1)).join(',')}]`;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${valueKey(item, depth + 1)}`).join(',')}}`;
}
