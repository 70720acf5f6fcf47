import { createClient, type SupabaseClient } from '@supabase/supabase-js'

export interface RealtimeSettings {
  realtime_url: string
  anon_key: string
}

/** Answered heartbeats tell within seconds that a connection died. */
const HEARTBEAT_MS = 5_000

/**
 * The stock client, with the user's token in its very first join: `setAuth` is awaited before any
 * channel is made. (Given only the `accessToken` callback, the client may join with the key of
 * `anon` first and correct itself after.)
 */
export async function connectRealtime(
  settings: RealtimeSettings,
  token: () => string,
): Promise<SupabaseClient> {
  // An installation may give no key of `anon`: then the user's own token opens the socket.
  const client = createClient(settings.realtime_url, settings.anon_key || token(), {
    accessToken: () => Promise.resolve(token()),
    realtime: {
      heartbeatIntervalMs: HEARTBEAT_MS,
      // A hidden tab's timers are slowed down, a worker's are not.
      worker: typeof Worker !== 'undefined',
    },
  })
  await client.realtime.setAuth(token())
  return client
}
