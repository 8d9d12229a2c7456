// The comments of one pull request of GitHub, and the notes of one merge request of GitLab, as far as a recipe asks for them.

import type { Answer } from './serve.js';

export interface Comment {
  readonly id: number;
  readonly who: 'bot' | 'somebody';
  body: string;
}

const BOT = 4711;

/** GitHub shows them one a page, so that who looks for one has to turn pages. */
export function commentsApi(comments: Comment[]): (method: string, url: URL, body: string) => Answer {
  return (method, url, body) => {
    const { pathname } = url;
    if (pathname.endsWith('/user')) return ok({ id: BOT });
    if (method === 'POST') {
      comments.push({ id: comments.length + 1, who: 'bot', body: written(body) });
      return { status: 201, body: '{}' };
    }
    if (method === 'PATCH' || method === 'PUT') {
      const found = comments.find(({ id }) => pathname.endsWith(`/${id}`));
      if (found?.who !== 'bot') return { status: 403, body: '{}' };
      found.body = written(body);
      return ok({});
    }
    if (pathname.endsWith('/notes'))
      return ok(
        comments.map(({ id, who, body: text }) => ({ id, body: text, author: { id: who === 'bot' ? BOT : 1 } })),
      );
    const page = Number(url.searchParams.get('page') ?? '1');
    const shown = comments
      .slice(page - 1, page)
      .map(({ id, who, body: text }) => ({ id, body: text, user: { type: who === 'bot' ? 'Bot' : 'User' } }));
    const next = `<${url.origin}${pathname}?page=${page + 1}>; rel="next"`;
    return { ...ok(shown), headers: page < comments.length ? { link: next } : {} };
  };
}

function ok(value: unknown): Answer {
  return { status: 200, body: JSON.stringify(value) };
}

/** JSON from `gh`, a form from `curl`. */
function written(sent: string): string {
  if (!sent.startsWith('{')) return new URLSearchParams(sent).get('body') ?? '';
  const { body }: { body: string } = JSON.parse(sent);
  return body;
}
