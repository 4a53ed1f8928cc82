import type { ApiError } from '#shared/protocol/api.ts'

export interface Answer<T> {
  readonly status: number
  readonly value: T & Partial<ApiError>
}

/** The gateway's HTTP side as someone signed in asks it; without `access` as a stranger. */
export function apiOf(url: string) {
  return async function ask<T = unknown>(
    access: string | null,
    path: string,
    body?: unknown,
  ): Promise<Answer<T>> {
    const response = await fetch(`${url}${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: {
        ...(access === null ? {} : { authorization: `Bearer ${access}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    return { status: response.status, value: (await response.json()) as T & Partial<ApiError> }
  }
}
