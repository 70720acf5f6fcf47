import { createStore } from 'zustand/vanilla'
import { createHttp, messageOf, type Http } from '../api/http'

export interface User {
  id: string
  email: string
  name: string
}

/** What the API tells a browser before anyone is signed in. */
export interface Settings {
  realtime_url: string
  anon_key: string
  local_profile: boolean
}

interface SignIn {
  access_token: string
  /** Seconds since 1970, or an ISO 8601 text. */
  expires_at: number | string
  user: User
}

export interface Signed {
  user: User
  token: string
  /** Milliseconds since 1970. */
  expiresAt: number
  /** The local profile signs in again before the token ends; a token that was pasted just ends. */
  renewable: boolean
}

export interface SessionState {
  signed: Signed | null
  /** Why the last session ended, if not by the user. */
  notice: string | null
}

const KEY = 'vintner.session'
const RENEW_BEFORE_MS = 60_000
const TIMER_MAX_MS = 2 ** 31 - 1

/** Who is signed in: in memory, and in this tab's sessionStorage for a reload. */
export function createSession(now: () => number, fetcher?: typeof fetch) {
  const store = createStore<SessionState>(() => ({ signed: restore(now), notice: null }))
  let timer: ReturnType<typeof setTimeout> | undefined
  let renewal: Promise<boolean> | null = null

  const http: Http = createHttp({
    token: () => store.getState().signed?.token ?? null,
    renew,
    ...(fetcher ? { fetch: fetcher } : {}),
  })
  const open: Http = createHttp({
    token: () => null,
    renew: () => Promise.resolve(false),
    ...(fetcher ? { fetch: fetcher } : {}),
  })

  const accept = (signed: Signed) => {
    keep(signed)
    store.setState({ signed, notice: null })
    schedule(signed)
  }

  const end = (notice: string | null) => {
    clearTimeout(timer)
    keep(null)
    store.setState({ signed: null, notice })
  }

  function schedule(signed: Signed) {
    clearTimeout(timer)
    const lifetime = signed.expiresAt - now()
    const wait = signed.renewable ? Math.max(lifetime - RENEW_BEFORE_MS, lifetime / 2) : lifetime
    timer = setTimeout(() => void renew(), Math.min(Math.max(wait, 0), TIMER_MAX_MS))
  }

  const localToken = async (userId: string): Promise<Signed> => {
    const answer = await open.post<SignIn>('/api/local/sign-in', { user_id: userId })
    return {
      user: answer.user,
      token: answer.access_token,
      expiresAt: millis(answer.expires_at),
      renewable: true,
    }
  }

  /** One renewal at a time; false: there is no newer token, and nobody is signed in any more. */
  function renew(): Promise<boolean> {
    renewal ??= renewOnce().finally(() => {
      renewal = null
    })
    return renewal
  }

  async function renewOnce(): Promise<boolean> {
    const { signed } = store.getState()
    if (!signed) return false
    if (!signed.renewable) {
      end('Your access token has ended. Sign in with a new one.')
      return false
    }
    try {
      const renewed = await localToken(signed.user.id)
      // Signed out meanwhile: that stands.
      if (store.getState().signed !== signed) return false
      accept(renewed)
      return true
    } catch (failure) {
      const left = signed.expiresAt - now()
      // The server may be restarting: the token still serves for a while.
      if (left > 0) timer = setTimeout(() => void renew(), Math.min(5_000, left))
      else end(`Your session has ended: ${messageOf(failure)}`)
      return false
    }
  }

  const { signed } = store.getState()
  if (signed) schedule(signed)

  return {
    store,
    http,
    settings: () => open.get<Settings>('/api/settings'),
    localUsers: async () => {
      const answer = await open.get<User[] | { items: User[] }>('/api/local/users')
      return Array.isArray(answer) ? answer : answer.items
    },
    signIn: async (userId: string) => accept(await localToken(userId)),
    /** For installations with an identity provider: a token that it issued. */
    useToken: (token: string) => accept(signedBy(token.trim(), now())),
    signOut: () => end(null),
  }
}

export type Session = ReturnType<typeof createSession>

function signedBy(token: string, now: number): Signed {
  const claims = claimsOf(token)
  const { sub, exp, email, name } = claims
  if (typeof sub !== 'string' || typeof exp !== 'number') {
    throw new Error('This is not an access token: it names no user or no end.')
  }
  if (exp * 1_000 <= now) throw new Error('This access token has already ended.')
  const mail = typeof email === 'string' ? email : sub
  return {
    user: { id: sub, email: mail, name: typeof name === 'string' ? name : mail },
    token,
    expiresAt: exp * 1_000,
    renewable: false,
  }
}

function claimsOf(token: string): Record<string, unknown> {
  try {
    const payload = (token.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/')
    const bytes = Uint8Array.from(atob(payload), (character) => character.charCodeAt(0))
    return JSON.parse(new TextDecoder().decode(bytes)) as Record<string, unknown>
  } catch {
    return {}
  }
}

function millis(expiresAt: number | string): number {
  return typeof expiresAt === 'number' ? expiresAt * 1_000 : Date.parse(expiresAt)
}

function keep(signed: Signed | null) {
  try {
    if (signed) sessionStorage.setItem(KEY, JSON.stringify(signed))
    else sessionStorage.removeItem(KEY)
  } catch {
    // Without storage the session ends with a reload.
  }
}

function restore(now: () => number): Signed | null {
  try {
    const kept = JSON.parse(sessionStorage.getItem(KEY) ?? 'null') as Signed | null
    return kept && kept.expiresAt > now() ? kept : null
  } catch {
    return null
  }
}
