import { vi } from 'vitest'
import { settle } from '../test/fakes'
import { createSession } from './session'

const NOON = Date.parse('2026-11-22T12:00:00Z')
const ADA = { id: 'ada', email: 'ada@vintner.local', name: 'Ada' }

/** An API that signs in with tokens t1, t2, … of ten minutes, and knows only the newest. */
function anApi() {
  const api = {
    issued: 0,
    up: true,
    asked: [] as string[],
    fetch: (path: string, init: RequestInit) => {
      const bearer = new Headers(init.headers).get('Authorization')
      api.asked.push(`${init.method ?? 'GET'} ${path} ${bearer ?? ''}`.trim())
      if (!api.up) return Promise.reject(new TypeError('down'))
      if (path === '/api/local/sign-in') {
        api.issued += 1
        return Promise.resolve(
          Response.json({
            access_token: `t${api.issued}`,
            expires_at: new Date(Date.now() + 600_000).toISOString(),
            user: ADA,
          }),
        )
      }
      const known = bearer === `Bearer t${api.issued}`
      return Promise.resolve(
        known ? Response.json({ ok: true }) : Response.json({ code: 'token' }, { status: 401 }),
      )
    },
  }
  return api
}

function jwt(claims: object): string {
  return `x.${btoa(JSON.stringify(claims)).replaceAll('=', '')}.y`
}

describe('a session', () => {
  beforeEach(() => {
    vi.useFakeTimers({ now: NOON })
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  const open = (api: ReturnType<typeof anApi>) =>
    createSession(() => Date.now(), api.fetch as unknown as typeof fetch)
  const tokenOf = (session: ReturnType<typeof open>) => session.store.getState().signed?.token

  it('survives a reload of the tab', async () => {
    // Given
    const api = anApi()
    await open(api).signIn('ada')

    // When
    const reloaded = open(api)

    // Then
    expect(tokenOf(reloaded)).toBe('t1')
  })

  it('is renewed a minute before its token ends', async () => {
    // Given
    const session = open(anApi())
    await session.signIn('ada')

    // When
    await vi.advanceTimersByTimeAsync(539_000)
    const before = tokenOf(session)
    await vi.advanceTimersByTimeAsync(2_000)

    // Then
    expect(before).toBe('t1')
    expect(tokenOf(session)).toBe('t2')
  })

  it('renews once and asks again when the API refuses the token', async () => {
    // Given a token that the API has forgotten
    const api = anApi()
    const session = open(api)
    await session.signIn('ada')
    api.issued += 1

    // When
    const answer = await session.http.get('/api/jobs')

    // Then
    expect(answer).toEqual({ ok: true })
    expect(api.asked.slice(1)).toEqual([
      'GET /api/jobs Bearer t1',
      'POST /api/local/sign-in',
      'GET /api/jobs Bearer t3',
    ])
  })

  it('outlives a short absence of the server and ends with its token', async () => {
    // Given
    const api = anApi()
    const session = open(api)
    await session.signIn('ada')
    api.up = false

    // When
    await vi.advanceTimersByTimeAsync(590_000)
    const during = tokenOf(session)
    await vi.advanceTimersByTimeAsync(15_000)

    // Then
    expect(during).toBe('t1')
    expect(session.store.getState()).toMatchObject({
      signed: null,
      notice: 'Your session has ended: The server cannot be reached.',
    })
  })

  it('takes a token of an identity provider and ends with it', async () => {
    // Given
    const session = open(anApi())

    // When
    session.useToken(jwt({ sub: 'u1', email: 'zoe@example.org', exp: NOON / 1_000 + 60 }))
    const signed = session.store.getState().signed
    await vi.advanceTimersByTimeAsync(61_000)
    await settle()

    // Then
    expect(signed?.user.id).toBe('u1')
    expect(session.store.getState().signed).toBeNull()
  })

  it.each([
    ['nothing', ''],
    ['no token', 'hello'],
    ['no user', jwt({ exp: NOON })],
    ['an ended one', jwt({ sub: 'u1', exp: NOON / 1_000 - 1 })],
  ])('refuses %s', (_, token) => {
    // Given
    const session = open(anApi())

    // When
    const attempt = () => session.useToken(token)

    // Then
    expect(attempt).toThrow()
    expect(session.store.getState().signed).toBeNull()
  })
})
