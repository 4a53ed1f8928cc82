import { request as plainRequest, type IncomingHttpHeaders } from 'node:http'
import { text as textOf } from 'node:stream/consumers'

export interface RawAnswer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** A plain request word for word: fetch would tidy its path and set its Host by itself. */
export function rawRequest(
  url: string,
  path: string,
  options: {
    readonly method?: string
    readonly headers?: Readonly<Record<string, string>>
    readonly body?: string
  } = {},
): Promise<RawAnswer> {
  const { method = 'GET', headers = {}, body } = options
  const { hostname, port } = new URL(url)
  return new Promise((resolve, reject) => {
    const sent = plainRequest({ hostname, port, path, method, headers, agent: false })
    sent.on('response', (response) => {
      const { statusCode: status = 0, headers: given } = response
      textOf(response).then((told) => resolve({ status, headers: given, body: told }), reject)
    })
    sent.on('error', reject)
    sent.end(body)
  })
}
