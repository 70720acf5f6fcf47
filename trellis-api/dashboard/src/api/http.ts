/** A refusal of the API (RFC 9457), or of the network; `code` is stable, `message` is for people. */
export class ApiProblem extends Error {
  readonly status: number
  readonly code: string

  constructor(status: number, code: string, message: string) {
    super(message)
    this.name = 'ApiProblem'
    this.status = status
    this.code = code
  }
}

export interface Http {
  get<T>(path: string, signal?: AbortSignal): Promise<T>
  post<T>(path: string, body?: unknown): Promise<T>
  remove(path: string): Promise<void>
}

export interface HttpOptions {
  /** The present token; null: call without one. */
  token: () => string | null
  /** Asked once when the API answers 401; true: there is a new token, try again. */
  renew: () => Promise<boolean>
  fetch?: typeof fetch
}

export function createHttp({ token, renew, fetch: fetcher }: HttpOptions): Http {
  const call = async (method: string, path: string, init: RequestInit): Promise<Response> => {
    const headers = new Headers(init.headers)
    const bearer = token()
    headers.set('Accept', 'application/json, application/problem+json')
    if (bearer !== null) headers.set('Authorization', `Bearer ${bearer}`)
    try {
      return await (fetcher ?? fetch)(path, { ...init, method, headers })
    } catch (cause) {
      if (cause instanceof DOMException && cause.name === 'AbortError') throw cause
      throw new ApiProblem(0, 'unreachable', 'The server cannot be reached.')
    }
  }

  const ask = async (method: string, path: string, init: RequestInit = {}): Promise<Response> => {
    let response = await call(method, path, init)
    if (response.status === 401 && (await renew())) response = await call(method, path, init)
    if (!response.ok) throw await problemOf(response)
    return response
  }

  return {
    async get<T>(path: string, signal?: AbortSignal) {
      const response = await ask('GET', path, signal ? { signal } : {})
      return (await response.json()) as T
    },
    async post<T>(path: string, body?: unknown) {
      const response = await ask('POST', path, {
        headers: { 'Content-Type': 'application/json', 'Idempotency-Key': crypto.randomUUID() },
        body: JSON.stringify(body ?? {}),
      })
      const text = await response.text()
      return (text === '' ? undefined : JSON.parse(text)) as T
    },
    async remove(path: string) {
      await ask('DELETE', path)
    },
  }
}

async function problemOf(response: Response): Promise<ApiProblem> {
  const text = await response.text().catch(() => '')
  const body = parseObject(text)
  const code = typeof body['code'] === 'string' ? body['code'] : `http-${response.status}`
  const detail = [body['detail'], body['title'], body['error']].find((it) => typeof it === 'string')
  return new ApiProblem(
    response.status,
    code,
    detail ??
      `The server answered ${response.status}${response.statusText ? ` ${response.statusText}` : ''}.`,
  )
}

function parseObject(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}

/** What to tell a person about something that was thrown. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : 'Something went wrong.'
}
