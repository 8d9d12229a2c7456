// For `--verbose`: what is asked of the broker, as lines. No password is in them, and no body.

/** Takes a line for each request over HTTP; of AMQP how it was connected, and at the end the calls by kind. */
export type Tell = (line: string) => void;
